//! Bad input: a line that names the file and what to do, the rest is still published, and
//! nothing hangs.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test looks at the files itself, and fails where it cannot"
)]

use werkwijzer_tests::{Scratch, png};

/// A library with one bad instruction, published: what was said, and the page of the bad one.
fn published(bad: impl AsRef<[u8]>) -> (Vec<String>, String) {
    let scratch = Scratch::new()
        .instruction("bad", bad)
        .instruction("good", "# Good\n\nText.\n");
    let published = scratch.publish().unwrap();
    assert!(scratch.published("Good/Good.pdf").starts_with(b"%PDF"));
    let said = published.notices.iter().map(ToString::to_string).collect();
    let page = std::fs::read_to_string(scratch.destination().join("Bad/Bad.html"));
    (said, page.unwrap_or_default())
}

#[test]
fn no_script_comes_through_in_any_place() {
    let (_, page) = published(
        "---\nowner: \"<script>alert(1)</script>\"\nagreements:\n  \"<img src=x onerror=alert(1)>\": \"</dl><script>alert(1)</script>\"\ntags: [\"\\\" onclick=alert(1)\"]\n---\n\
         # Bad\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n\
         <a href=\"javascript:alert(1)\">x</a> [x](javascript:alert(1)) [y](<data:text/html,x>)\n\n\
         ![x\" onerror=\"alert(1)](x.png \"t\\\" onerror=\\\"alert(1)\")\n\n\
         ## Step <b onclick=alert(1)>x</b> {#a\"onclick=alert(1)}\n\n```\"><script>alert(1)</script>\nx\n```\n\n\
         | <script>alert(1)</script> |\n|---|\n| <iframe src=//x></iframe> |\n\n\
         [Film](https://www.youtube.com/watch?v=abc\"onload=alert(1))\n\n- [ ] <svg onload=alert(1)>\n\n\
         <details open ontoggle=alert(1)>x</details>\n",
    );
    let lower = page.to_lowercase();
    // One script, ours; and no attribute that runs any. Text may say what it likes.
    assert_eq!(lower.matches("<script").count(), 1);
    let document = lower.split("<body").nth(1).unwrap();
    for tag in document
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
    {
        let bare: String = strip_quoted(tag);
        for word in ["onclick", "onerror", "onload", "ontoggle"] {
            assert!(!bare.contains(word), "<{tag}>");
        }
        assert!(
            !tag.contains("=\"javascript:") && !tag.contains("=\"data:text"),
            "<{tag}>"
        );
        assert!(!tag.starts_with("iframe"), "<{tag}>");
    }
    assert!(page.contains("default-src &#x27;none&#x27;"));
}

/// A tag without the values of its attributes.
fn strip_quoted(tag: &str) -> String {
    tag.split('"').step_by(2).collect()
}

#[test]
fn front_matter_that_is_no_yaml_is_said_with_its_line() {
    let scratch = Scratch::new().instruction("bad", "---\ntitle: [\nstatus: pilot\n---\n# Bad\n");
    let checked = werkwijzer_app::check(&scratch.library(), &werkwijzer_tests::context()).unwrap();
    let notice = checked
        .notices
        .iter()
        .find(|notice| notice.code == "document.front-matter-unreadable")
        .expect("the check says so");
    assert!(
        notice.line.is_some_and(|line| (2..=4).contains(&line)),
        "{notice}"
    );
    assert!(notice.file.ends_with("instruction.md"));
    scratch.publish().unwrap();
    assert!(scratch.published("Bad/Bad.pdf").starts_with(b"%PDF"));
}

#[test]
fn windows_1252_is_read_and_said() {
    let scratch = Scratch::new().instruction("bad", b"# Bad\n\nCaf\xe9 \x80 10\n");
    let checked = werkwijzer_app::check(&scratch.library(), &werkwijzer_tests::context()).unwrap();
    assert!(
        checked
            .notices
            .iter()
            .any(|notice| notice.code == "document.not-utf8")
    );
    scratch.publish().unwrap();
    let page = String::from_utf8(scratch.published("Bad/Bad.html")).unwrap();
    assert!(page.contains("Café € 10"));
}

#[test]
fn broken_pictures_are_named_and_the_rest_is_published() {
    let good = png(50, 40);
    let mut bomb =
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x0f\x42\x40\0\x0f\x42\x40\x08\x06\0\0\0".to_vec();
    bomb.extend_from_slice(&[0; 4]);
    let scratch = Scratch::new()
        .instruction(
            "bad",
            "# Bad\n\n![a](media/cut.png)\n\n![b](media/bomb.png)\n\n![c](media/text.png)\n\n![d](media/good.jpg)\n\n![e](media/run.svg)\n",
        )
        .with("instructions/bad/media/cut.png", &good[..good.len() / 2])
        .with("instructions/bad/media/bomb.png", bomb)
        .with("instructions/bad/media/text.png", "no picture at all")
        // A PNG by another name is still a PNG.
        .with("instructions/bad/media/good.jpg", &good)
        .with(
            "instructions/bad/media/run.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script><rect width='9' height='9'/></svg>",
        );
    let published = scratch.publish().unwrap();
    let said: Vec<&str> = published
        .notices
        .iter()
        .map(|notice| notice.file.as_str())
        .collect();
    for name in ["cut.png", "bomb.png", "text.png"] {
        assert!(
            said.iter().any(|file| file.ends_with(name)),
            "{name}: {said:?}"
        );
    }
    let pictures: Vec<_> = std::fs::read_dir(scratch.destination().join("Bad/pictures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(pictures.len(), 2, "{pictures:?}");
    assert!(pictures.iter().all(|name| name.ends_with(".png")));
}

#[test]
fn nothing_outside_the_library_is_read() {
    let scratch = Scratch::new().instruction(
        "bad",
        "# Bad\n\n![a](../../../secret.png)\n\n![b](/etc/hostname)\n\n![c](..%2f..%2f..%2fsecret.png)\n\n![d](file:///etc/passwd)\n",
    );
    werkwijzer_tests::put(&scratch.path("secret.png"), png(20, 20));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(
            scratch.path("secret.png"),
            scratch.library().join("instructions/bad/link.png"),
        )
        .unwrap();
        let text = "# Bad\n\n![a](../../../secret.png)\n\n![e](link.png)\n";
        scratch.write("instructions/bad/instruction.md", text);
    }
    scratch.publish().unwrap();
    assert!(!scratch.destination().join("Bad/pictures").exists());
    let checked = werkwijzer_app::check(&scratch.library(), &werkwijzer_tests::context()).unwrap();
    assert!(
        checked
            .notices
            .iter()
            .any(|notice| notice.message.contains("leads out"))
    );
}

#[test]
fn names_that_windows_refuses_are_not_written() {
    let scratch = Scratch::new()
        .instruction("a", "# CON\n")
        .instruction("b", "# What: is <this>? \"Yes\" | no*\n")
        .instruction("c", "# Ends with a dot.\n")
        .instruction("d", "# ends WITH a dot.\n")
        .instruction("e", format!("# {}\n", "long ".repeat(80)));
    scratch.publish().unwrap();
    let mut names = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(scratch.destination()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            !name.contains(['<', '>', ':', '"', '|', '?', '*', '\\']),
            "{name}"
        );
        assert!(!name.ends_with(['.', ' ']), "{name}");
        assert_ne!(name.to_uppercase(), "CON");
        assert!(name.len() < 200, "{name}");
        assert!(
            names.insert(name.to_lowercase()),
            "{name} stands there twice on Windows"
        );
    }
    assert_eq!(names.len(), 5 + 2);
}

#[test]
fn ten_thousand_nested_quotes_are_published() {
    let (_, page) = published(format!("# Bad\n\n{}deep\n", "> ".repeat(10_000)));
    assert!(page.contains("deep"));
}

#[test]
fn deep_lists_emphasis_and_brackets_are_published() {
    let lists: String = (0..300)
        .map(|depth| format!("{}- item {depth}\n", "  ".repeat(depth)))
        .collect();
    let (_, page) = published(format!(
        "# Bad\n\n{lists}\n\n{}x{}\n\n{}\n\n{}\n",
        "*a **b ".repeat(2_000),
        "** c*".repeat(2_000),
        "[".repeat(20_000),
        "![".repeat(20_000),
    ));
    assert!(page.contains("item 3"));
}

#[test]
fn a_document_of_ten_megabytes_is_exported() {
    let scratch = Scratch::new();
    let paragraph = "Plain words of an office, one after the other, on and on. ".repeat(20);
    let text = format!(
        "# Bad\n\n{}",
        format!("{paragraph}\n\n").repeat(10_000_000 / paragraph.len())
    );
    scratch.write("instructions/bad/instruction.md", text);
    let exported = werkwijzer_app::export(
        &scratch.library().join("instructions/bad"),
        &[werkwijzer_app::Format::Html],
        &scratch.path("out"),
        &werkwijzer_tests::context(),
    )
    .unwrap();
    assert_eq!(exported.files.len(), 1);
    assert!(scratch.path("out/Bad.html").metadata().unwrap().len() > 9_000_000);
}
