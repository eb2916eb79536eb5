//! Markdown of other tools made ours, on import.
//!
//! Admonitions (`!!! note` of Python-Markdown and MkDocs, `:::note` of Docusaurus and VuePress)
//! become callouts, a picture's address with a bare space gets its angle brackets, and a
//! picture in HTML becomes one in Markdown. Everything else stays as it is.

use crate::problem::{Code, Problem, Severity};

/// What [`take_over`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The Markdown, with the line ends it had.
    pub text: String,
    /// What was changed or could not be, a line each.
    pub problems: Vec<Problem>,
}

/// Turns what other tools write into what this project reads.
#[must_use]
pub fn take_over(text: &str) -> Foreign {
    let line_end = crate::text::line_end(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut problems = Vec::new();
    let mut fence: Option<String> = None;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some(mark) = fence_mark(line) {
            match &fence {
                None => fence = Some(mark),
                Some(open)
                    if mark.starts_with(open.as_str())
                        && line.trim().chars().all(|c| mark.starts_with(c)) =>
                {
                    fence = None;
                }
                Some(_) => {}
            }
            out.push(line.to_owned());
            at += 1;
            continue;
        }
        if fence.is_none() {
            if let Some(admonition) = Admonition::open(line) {
                let (body, next) = admonition.body(&lines, at + 1);
                admonition.write(&body, &mut out);
                at = next;
                continue;
            }
            out.push(pictures(line, at + 1, &mut problems));
        } else {
            out.push(line.to_owned());
        }
        at += 1;
    }
    let mut text_out = out.join(line_end);
    if text.ends_with(['\n', '\r']) {
        text_out.push_str(line_end);
    }
    Foreign {
        text: text_out,
        problems,
    }
}

fn fence_mark(line: &str) -> Option<String> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = line.chars().take_while(|c| *c == mark).count();
    (count >= 3).then(|| mark.to_string().repeat(count))
}

struct Admonition {
    indent: usize,
    kind: &'static str,
    title: Option<String>,
    /// Closed by a line of colons, not by indentation.
    colons: bool,
}

impl Admonition {
    fn open(line: &str) -> Option<Self> {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let rest = &line[indent..];
        let (rest, colons) = ["???+", "???", "!!!"]
            .iter()
            .find_map(|mark| rest.strip_prefix(mark))
            .filter(|rest| rest.starts_with(' '))
            .map(|rest| (rest, false))
            .or_else(|| rest.strip_prefix(":::").map(|rest| (rest, true)))?;
        let rest = rest.trim();
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '-')
            .unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        if name.is_empty() {
            return None;
        }
        let kind = kind_of(&name);
        let title = rest[end..].trim().trim_matches(['"', '[', ']']).trim();
        let known = kind.is_some();
        // A word after colons may be anything; only what is surely a callout becomes one.
        if colons && !known {
            return None;
        }
        let title = if title.is_empty() {
            (!known).then(|| rest[..end].to_owned())
        } else {
            Some(title.to_owned())
        };
        Some(Self {
            indent,
            kind: kind.unwrap_or("NOTE"),
            title,
            colons,
        })
    }

    /// The lines of its text, without their indentation, and where what follows begins.
    fn body(&self, lines: &[&str], from: usize) -> (Vec<String>, usize) {
        let mut body = Vec::new();
        let mut at = from;
        while at < lines.len() {
            let line = lines[at];
            if self.colons {
                if line.trim() == ":::" {
                    return (trimmed(body), at + 1);
                }
                body.push(line.get(self.indent..).unwrap_or(line.trim()).to_owned());
            } else if line.trim().is_empty() {
                body.push(String::new());
            } else {
                let inner = self.indent + 4;
                let tab = line.starts_with('\t') && self.indent == 0;
                if tab {
                    body.push(line[1..].to_owned());
                } else if line.len() > inner && line.as_bytes()[..inner].iter().all(|b| *b == b' ')
                {
                    body.push(line[inner..].to_owned());
                } else {
                    break;
                }
            }
            at += 1;
        }
        // Empty lines after the text are not of it.
        let kept = trimmed(body.clone());
        let trailing = body.iter().rev().take_while(|line| line.is_empty()).count();
        let next = if kept.is_empty() { at } else { at - trailing };
        (kept, if self.colons { at } else { next })
    }

    fn write(&self, body: &[String], out: &mut Vec<String>) {
        let indent = " ".repeat(self.indent);
        if out.last().is_some_and(|line| !line.trim().is_empty()) {
            out.push(String::new());
        }
        out.push(format!("{indent}> [!{}]", self.kind));
        if let Some(title) = &self.title {
            out.push(format!("{indent}> **{title}**"));
            if !body.is_empty() {
                out.push(format!("{indent}>"));
            }
        }
        for line in body {
            out.push(format!("{indent}> {line}").trim_end().to_owned());
        }
        out.push(String::new());
    }
}

fn trimmed(mut body: Vec<String>) -> Vec<String> {
    while body.last().is_some_and(String::is_empty) {
        body.pop();
    }
    let lead = body.iter().take_while(|line| line.is_empty()).count();
    body.split_off(lead)
}

/// The callout that is nearest to an admonition's type (the types of Material for MkDocs,
/// Docusaurus and VuePress).
fn kind_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "note" | "info" | "abstract" | "summary" | "tldr" | "example" | "quote" | "cite"
        | "question" | "help" | "faq" | "seealso" | "details" => "NOTE",
        "tip" | "hint" | "success" | "check" | "done" => "TIP",
        "important" => "IMPORTANT",
        "warning" | "attention" => "WARNING",
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" => "CAUTION",
        _ => return None,
    })
}

const ENDS: [&str; 8] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg", ".tiff",
];

/// Mends the pictures of a line.
fn pictures(line: &str, number: usize, problems: &mut Vec<Problem>) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("](") {
        let (before, after) = rest.split_at(at + 2);
        out.push_str(before);
        rest = after;
        let Some(end) = rest.find(')') else { break };
        let target = &rest[..end];
        let lower = target.trim().to_lowercase();
        if target.trim().contains(' ')
            && !target.contains(['<', '"', '\'', '('])
            && before.contains("![")
            && ENDS.iter().any(|ending| lower.ends_with(ending))
        {
            out.push_str(&format!("<{}>", target.trim()));
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    html_picture(&out, number, problems)
}

/// A line that is only `<img …>`.
fn html_picture(line: &str, number: usize, problems: &mut Vec<Problem>) -> String {
    let trimmed = line.trim();
    let lower = trimmed.to_ascii_lowercase();
    if !lower.starts_with("<img ") || !trimmed.ends_with('>') || trimmed.matches('<').count() != 1 {
        return line.to_owned();
    }
    let Some(source) = attribute(trimmed, "src") else {
        problems.push(Problem::new(
            Code::NotUnderstood,
            Severity::Warning,
            number,
            "an <img> without an address was left as it is",
            "write ![what it shows](media/name.png)",
        ));
        return line.to_owned();
    };
    let alt = attribute(trimmed, "alt").unwrap_or_default();
    let alt = alt.replace(['[', ']'], "");
    format!("![{alt}](<{}>)", source.replace(['<', '>'], ""))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.find(&format!(" {name}="))? + name.len() + 2;
    let rest = &tag[at..];
    let quote = rest.chars().next()?;
    if matches!(quote, '"' | '\'') {
        let rest = &rest[1..];
        rest.find(quote).map(|end| rest[..end].to_owned())
    } else {
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '>')
            .unwrap_or(rest.len());
        Some(rest[..end].trim_end_matches('/').to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admonitions_become_callouts() {
        for (given, wanted) in [
            (
                "!!! Tip \"\"\n\n    Klik **hier**.\n![x](a.png)\n",
                "> [!TIP]\n> Klik **hier**.\n\n![x](a.png)\n",
            ),
            (
                "Text\n!!! danger \"Mind\"\n    One\n\n    Two\n\nAfter\n",
                "Text\n\n> [!CAUTION]\n> **Mind**\n>\n> One\n>\n> Two\n\n\nAfter\n",
            ),
            (
                "1.  a\n\n    !!! note\n        b\n",
                "1.  a\n\n    > [!NOTE]\n    > b\n\n",
            ),
            (
                ":::warning Pas op\nHeet\n:::\n",
                "> [!WARNING]\n> **Pas op**\n>\n> Heet\n\n",
            ),
            ("!!! todo\n    x\n", "> [!NOTE]\n> **todo**\n>\n> x\n\n"),
        ] {
            assert_eq!(take_over(given).text, wanted);
        }
    }

    #[test]
    fn code_and_ordinary_text_stay_as_they_are() {
        for text in [
            "```\n!!! note\n    x\n```\n",
            "Wow!!! note this\n",
            "::: columns\na\n:::\n",
            "[a](b c.png) and [d](e \"f g.png\")\r\n",
            "~~~~\n```\n!!! note\n~~~~\n",
        ] {
            assert_eq!(take_over(text).text, text);
        }
    }

    #[test]
    fn pictures_with_spaces_and_in_html_are_mended() {
        assert_eq!(
            take_over("![a](img/my shot.png) ![b](c.png)").text,
            "![a](<img/my shot.png>) ![b](c.png)"
        );
        assert_eq!(
            take_over("  <img width=3 src='a b.png' alt=\"Say [x]\"/>").text,
            "![Say x](<a b.png>)"
        );
    }
}
