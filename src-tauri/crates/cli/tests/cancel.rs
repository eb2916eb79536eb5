//! Ctrl+C while the command works.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "a test lays out its files itself, and fails where it cannot go on"
)]

use std::io::Read as _;
use std::process::{Command, Stdio};

#[test]
fn ctrl_c_ends_a_publication_with_nothing_changed() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let library = place.join("library");
    for at in 0..400 {
        let folder = library.join(format!("instructions/number-{at}"));
        std::fs::create_dir_all(folder.join("media")).unwrap();
        let mut picture = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(30, 30, image::Rgb([at as u8, (at >> 8) as u8, 0]))
            .write_to(&mut picture, image::ImageFormat::Png)
            .unwrap();
        std::fs::write(folder.join("media/x.png"), picture.into_inner()).unwrap();
        std::fs::write(
            folder.join("instruction.md"),
            format!("# Number {at}\n\n## Look\n\n![It](media/x.png)\n"),
        )
        .unwrap();
    }
    std::fs::write(
        library.join("library.toml"),
        "format = 1\nid = \"01A\"\nname = \"A\"\n",
    )
    .unwrap();
    std::fs::create_dir(place.join("shared")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_werkwijzer"))
        .current_dir(place)
        .args(["publish", "library", "--to", "shared", "--cache", "cache"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The first prepared picture in the cache says that it is at work.
    while !place.join("cache").exists() {
        assert!(command.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::yield_now();
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &command.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    let mut said = String::new();
    command
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(command.wait().unwrap().code(), Some(1), "{said}");
    assert!(said.contains("cancelled; nothing was changed"), "{said}");
    assert_eq!(std::fs::read_dir(place.join("shared")).unwrap().count(), 0);
}
