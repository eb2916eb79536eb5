//! The author's HTML, made harmless: what is not on the list does not come through.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};
use url::Url;

use crate::mend::mend;

/// Blocks that end a line when HTML is read as plain text.
const BLOCKS: [&str; 12] = [
    "</p>", "</div>", "</li>", "</tr>", "</h1>", "</h2>", "</h3>", "</h4>", "</dt>", "</dd>",
    "<br>", "</pre>",
];

fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from([
                "a",
                "abbr",
                "b",
                "blockquote",
                "br",
                "caption",
                "cite",
                "code",
                "dd",
                "del",
                "details",
                "dfn",
                "div",
                "dl",
                "dt",
                "em",
                "figcaption",
                "figure",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "hr",
                "i",
                "ins",
                "kbd",
                "li",
                "mark",
                "ol",
                "p",
                "pre",
                "q",
                "s",
                "samp",
                "small",
                "span",
                "strong",
                "sub",
                "summary",
                "sup",
                "table",
                "tbody",
                "td",
                "tfoot",
                "th",
                "thead",
                "time",
                "tr",
                "u",
                "ul",
                "var",
            ]))
            .clean_content_tags(HashSet::from([
                "script",
                "style",
                "svg",
                "math",
                "iframe",
                "object",
                "embed",
                "template",
                "noscript",
                "title",
                "textarea",
                "select",
                "xmp",
                "noembed",
                "noframes",
                "plaintext",
            ]))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(["href"])),
                ("td", HashSet::from(["colspan", "rowspan"])),
                ("th", HashSet::from(["colspan", "rowspan", "scope"])),
                ("ol", HashSet::from(["start"])),
            ]))
            .generic_attributes(HashSet::from(["dir", "lang"]))
            .attribute_filter(|_, name, value| match name {
                "dir" => ["ltr", "rtl", "auto"]
                    .contains(&value)
                    .then(|| value.into()),
                "lang" => language(value).map(Into::into),
                "start" => value
                    .trim()
                    .parse::<i32>()
                    .is_ok()
                    .then(|| value.trim().into()),
                "href" => address(value).map(Into::into),
                _ => Some(value.into()),
            })
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .url_relative(UrlRelative::Deny)
            .link_rel(Some("noopener noreferrer"))
            .strip_comments(true);
        builder
    })
}

/// HTML that is safe to put into a page as it is, and valid there; its tables get that name.
pub(crate) fn sanitise(html: &str, table: &str) -> String {
    mend(&builder().clean(html).to_string(), table)
}

/// A web or mail address that a browser takes as it is: what RFC 3986 does not allow is escaped;
/// `None` if it leads nowhere.
pub(crate) fn address(target: &str) -> Option<String> {
    let target = target.trim();
    let (scheme, rest) = target.split_once(':')?;
    let web = ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    if !web
        && !["mailto", "tel"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return None;
    }
    if target.contains(char::is_control) || (web && Url::parse(target).is_err()) {
        return None;
    }
    // Brackets stand only around a host of numbers.
    let host = match rest.strip_prefix("//") {
        Some(after) => 2 + after.find(['/', '?', '#']).unwrap_or(after.len()),
        None => 0,
    };
    let (host, path) = rest.split_at(host);
    let mut out = format!("{scheme}:{host}");
    let mut fragment = false;
    for (at, c) in path.char_indices() {
        let escape = match c {
            '%' => !path.as_bytes()[at + 1..]
                .get(..2)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
            '#' => std::mem::replace(&mut fragment, true),
            _ => c.is_whitespace() || "\"<>[]\\^`{|}".contains(c),
        };
        if escape {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    Some(out)
}

/// A language as browsers and screen readers know it, with the script or country by which they
/// choose a font or voice; `None` if it is none.
pub(crate) fn language(code: &str) -> Option<String> {
    const KNOWN: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co \
        cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha \
        he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr \
        ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl \
        nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm \
        sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo \
        wa wo xh yi yo za zh zu ast ckb cmn fil haw kab nds yue";
    const TOLD_APART: &str = "Hans Hant Cyrl Latn AR AT AU BE BR CA CH CN DE ES FR GB HK IE IN MX NL NZ PH \
        PT SG SR TW US ZA";
    let mut parts = code.trim().split(['-', '_']);
    let primary = parts.next()?.to_ascii_lowercase();
    if !KNOWN.split(' ').any(|known| known == primary) {
        return None;
    }
    let known = |part: &str| {
        TOLD_APART
            .split(' ')
            .find(|known| part.eq_ignore_ascii_case(known))
    };
    Some(match parts.next().and_then(known) {
        Some(part) => format!("{primary}-{part}"),
        None => primary,
    })
}

/// The words of HTML, a line for each block.
pub(crate) fn text_of(html: &str) -> String {
    let mut html = builder().clean(html).to_string();
    for end in BLOCKS {
        html = html.replace(end, &format!("\n{end}"));
    }
    let words = Builder::empty().clean(&html).to_string();
    let words = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let lines: Vec<&str> = words
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_or_load_does_not_come_through() {
        for html in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<p onclick='x()'>",
            "<a href='javascript:alert(1)'>",
            "<a href=' java\tscript:alert(1)'>",
            "<iframe src='https://example.com'></iframe>",
            "<svg><script>alert(1)</script></svg>",
            "<math><mi xlink:href='data:x'>",
            "<style>*{background:url(https://example.com)}</style>",
            "<form action='https://example.com'><input>",
            "<div style='background:url(x)'>",
            "<meta http-equiv=refresh content='0;url=x'>",
            "<base href='https://example.com'>",
        ] {
            let clean = sanitise(html, "").to_lowercase();
            for bad in [
                "script", "onerror", "onclick", "url(", "iframe", "svg", "form", "meta", "base",
                "src",
            ] {
                assert!(!clean.contains(bad), "{html} → {clean}");
            }
        }
    }

    #[test]
    fn addresses_are_those_that_a_browser_takes() {
        for (target, wanted) in [
            (
                "https://example.com/a?b=%20#c",
                Some("https://example.com/a?b=%20#c"),
            ),
            (
                "https://example.com/a b|c[1]",
                Some("https://example.com/a%20b%7Cc%5B1%5D"),
            ),
            (
                "https://example.com/100%",
                Some("https://example.com/100%25"),
            ),
            (
                "https://example.com/#a#b",
                Some("https://example.com/#a%23b"),
            ),
            ("https://[::1]/打", Some("https://[::1]/打")),
            ("mailto:a%b@example.com", Some("mailto:a%25b@example.com")),
            ("https://", None),
            ("http://[bad", None),
            ("https://exa|mple.com", None),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("x", None),
        ] {
            assert_eq!(address(target).as_deref(), wanted, "{target}");
        }
    }

    #[test]
    fn attributes_say_what_they_may_say() {
        assert_eq!(
            sanitise(
                "<p lang='no language' dir=sideways>a</p><p lang=zh-hans-CN dir=rtl>b</p>",
                ""
            ),
            "<p>a</p><p lang=\"zh-Hans\" dir=\"rtl\">b</p>"
        );
        assert_eq!(
            sanitise("<ol start=x><li>a</ol>", ""),
            "<ol><li>a</li></ol>"
        );
    }

    #[test]
    fn its_words_are_read_line_by_line() {
        assert_eq!(
            text_of("<div><p>One &amp; two</p><ul><li>three</li></ul><script>x</script></div>"),
            "One & two\nthree"
        );
        assert_eq!(text_of("<!-- nothing -->"), "");
    }
}
