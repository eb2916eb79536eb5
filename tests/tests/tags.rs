//! The tags of a PDF, by which screen readers read it: the whole tree of a document that has
//! everything, as somebody has looked at it and found it right (`tags.txt`).

use std::process::Command;

use serde_json::{Map, Value};
use werkwijzer_app::Format;
use werkwijzer_tests::{context, png, put};

const DOCUMENT: &str = r#"---
status: approved
owner: Ann
agreements:
  speed: 40 an hour
---
# Everything

Before the first step.

## Open it

Click **here**.

![The inbox](x.png "Three new invoices")

![Without a caption](x.png)

### Look at it

> [!WARNING]
> Do not *hurry*.

- [ ] one
- [x] two

1. first
   - inner
2. second

#### Deeper

| Code | Amount |
|------|-------:|
| `4520` | 12 |

> A quote.

```
code
```

## Watch it

[Film](https://www.youtube.com/watch?v=aqz-KE-bpKQ)

Back to [the start](#open-it), with an icon ![gear](x.png).

![Away](away.png)
"#;

/// A line for each tag: its role, and what it says beside its text.
fn tree(objects: &Map<String, Value>, node: &Value, depth: usize, out: &mut String) {
    let resolved = |value: &Value| -> Value {
        let known = value
            .as_str()
            .and_then(|reference| objects.get(&format!("obj:{reference}")));
        known.map_or_else(|| value.clone(), |object| object["value"].clone())
    };
    let node = resolved(node);
    let Some(role) = node["/S"].as_str() else {
        // Text, or what a link leads to.
        return;
    };
    out.push_str(&"  ".repeat(depth));
    out.push_str(role.trim_start_matches('/'));
    for (key, name) in [("/T", "title"), ("/Alt", "alt"), ("/Lang", "language")] {
        if let Some(text) = node[key].as_str() {
            out.push_str(&format!(" {name}={:?}", text.trim_start_matches("u:")));
        }
    }
    for attributes in node["/A"].as_array().into_iter().flatten() {
        let attributes = resolved(attributes);
        for key in ["/ListNumbering", "/Scope"] {
            if let Some(value) = attributes[key].as_str() {
                out.push_str(&format!(" {}", value.trim_start_matches('/')));
            }
        }
        if attributes["/Headers"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
        {
            out.push_str(" with-header");
        }
    }
    out.push('\n');
    let children = resolved(&node["/K"]);
    match &children {
        Value::Array(children) => {
            for child in children {
                tree(objects, child, depth + 1, out);
            }
        }
        _ => tree(objects, &node["/K"], depth + 1, out),
    }
}

#[test]
fn the_tags_are_those_that_were_found_right() {
    let place = tempfile::tempdir().unwrap();
    put(&place.path().join("a.md"), DOCUMENT);
    put(&place.path().join("x.png"), png(30, 20));
    let made = werkwijzer_app::export(
        &place.path().join("a.md"),
        &[Format::Pdf],
        &place.path().join("out"),
        &context(),
    )
    .unwrap();
    let output = Command::new("qpdf")
        .args(["--json=2", "--json-key=qpdf", "--json-stream-data=none"])
        .arg(&made.files[0])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let objects = json["qpdf"][1].as_object().unwrap();
    let root = objects
        .values()
        .map(|object| &object["value"])
        .find(|object| object["/Type"] == "/StructTreeRoot")
        .unwrap();
    let mut tags = String::new();
    for child in root["/K"].as_array().unwrap() {
        tree(objects, child, 0, &mut tags);
    }
    let found_right = include_str!("tags.txt");
    assert!(
        tags == found_right,
        "these are not the tags of tests/tests/tags.txt; look at them and keep them if they are \
         right:\n{tags}"
    );
}
