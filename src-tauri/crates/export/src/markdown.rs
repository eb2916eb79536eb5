//! Markdown that every other tool reads: variables and snippets in place, no front matter, no
//! heading attributes, pictures as they are published.

use werkwijzer_instruction::walk::{self, VisitMut};
use werkwijzer_instruction::{
    Document, FrontMatter, Heading, Inline, Instruction, Picture, Step, Video,
};

/// Writes a resolved instruction. `address` tells where a picture, video or link of the document
/// leads in the export; `None` leaves the address as it is.
#[must_use]
pub fn markdown(instruction: &Instruction, address: &dyn Fn(&str) -> Option<String>) -> String {
    let mut clean = instruction.clone();
    clean.front_matter = FrontMatter::default();
    retarget(&mut clean, address);
    if let Some(title) = &mut clean.title {
        without_attributes(title);
    }
    steps_without_attributes(&mut clean.steps);
    let written = Document::read(b"").write(&clean);
    String::from_utf8_lossy(&written.bytes).into_owned()
}

fn steps_without_attributes(steps: &mut [Step]) {
    for step in steps {
        without_attributes(&mut step.heading);
        steps_without_attributes(&mut step.steps);
    }
}

fn without_attributes(heading: &mut Heading) {
    heading.id = None;
    heading.classes.clear();
    heading.attributes.clear();
}

/// Gives the pictures, videos and links of an instruction other addresses.
pub fn retarget(instruction: &mut Instruction, address: &dyn Fn(&str) -> Option<String>) {
    Retarget(address).instruction(instruction);
}

struct Retarget<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Retarget<'_> {
    fn target(&self, target: &mut String) {
        if let Some(other) = (self.0)(target) {
            *target = other;
        }
    }
}

impl VisitMut for Retarget<'_> {
    fn inline(&mut self, inline: &mut Inline) {
        if let Inline::Link { target, .. } = inline {
            self.target(target);
        }
        walk::change::inline(self, inline);
    }

    fn picture(&mut self, picture: &mut Picture) {
        self.target(&mut picture.target);
    }

    fn video(&mut self, video: &mut Video) {
        self.target(&mut video.target);
        walk::change::video(self, video);
    }
}
