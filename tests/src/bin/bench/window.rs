//! The program in its real window, under a display of its own.
//!
//! Where the page is asked for times, they are its own clock's: from the event of a key to the
//! turn after the next frame, so what the driver needs to bring a key is not in them.

use std::path::Path;

use serde_json::{Value, json};
use werkwijzer_tests::desktop::{Computer, Window};
use werkwijzer_tests::put;

use crate::made::{screenshot, write_long_document};
use crate::table::percentile;

/// Keys that are typed for a percentile.
const KEYS: usize = 100;
const LONG: usize = 200;
const LONGEST: usize = 500;

pub(crate) fn measure(program: &Path, empty: &Path) {
    let computer = Computer::new("en_US.UTF-8");
    start_and_memory(&computer, program, empty);
    let library = computer.home().join("library");
    write_library(&library);
    key_to_paint(&computer, program, &library);
    key_to_preview(&computer, program, &library);
    open(&computer, program, &library);
}

fn start_and_memory(computer: &Computer, program: &Path, empty: &Path) {
    // The first start makes the example; those after it find it.
    let first = computer.start_program(program, &[]);
    first.until("performance.getEntriesByName('usable').length > 0");
    drop(first);
    let example = computer.example().display().to_string();
    let mut ours = (Vec::new(), Vec::new());
    let mut peers = (Vec::new(), Vec::new());
    for _ in 0..7 {
        for (program, arguments, figures) in [
            (program, &[example.as_str()][..], &mut ours),
            (empty, &[][..], &mut peers),
        ] {
            let window = computer.start_program(program, arguments);
            window.until("performance.getEntriesByName('usable').length > 0");
            let usable = window.script(
                "return performance.timeOrigin
                   + performance.getEntriesByName('usable')[0].startTime;",
                vec![],
            );
            let begin = window.started().as_secs_f64() * 1000.0;
            figures.0.push(usable.as_f64().unwrap() - begin);
            figures.1.push(window.memory() as f64 / 1000.0);
        }
    }
    let middle = |values: &mut Vec<f64>| percentile(values, 50);
    let (our, their) = (middle(&mut ours.0), middle(&mut peers.0));
    println!(
        "| start to usable window, with the example | {our:.0} ms | empty window: {their:.0} ms | {:.2} × | at most 1.5 × |",
        our / their
    );
    let (our, their) = (middle(&mut ours.1), middle(&mut peers.1));
    println!(
        "| memory of all its processes | {our:.0} MB | empty window: {their:.0} MB | {:.2} × | at most 1.6 × |",
        our / their
    );
}

fn write_library(library: &Path) {
    put(
        &library.join("library.toml"),
        "format = 1\nid = \"01WINDOW\"\nname = \"Window\"\nlanguage = \"en\"\n",
    );
    let instructions = library.join("instructions");
    let long = instructions.join("pictures");
    write_long_document(&long);
    std::fs::rename(long.join("long.md"), long.join("instruction.md")).unwrap();
    let words = "Check the amount, the date and the supplier against the invoice. Then click on \
                 **Book**, and wait until the list shows the new line.";
    let mut text = String::from("# Text\n\nWhat this is for.\n\n");
    for step in 1..=LONG {
        text.push_str(&format!(
            "## Step {step}\n\n{words}\n\n- Look at it\n- Book it\n\n"
        ));
    }
    put(&instructions.join("text/instruction.md"), text);
    let mut text = String::from("# Longest\n\nWhat this is for.\n\n");
    for step in 1..=LONGEST {
        let name = format!("media/{step}.png");
        put(
            &instructions.join("longest").join(&name),
            screenshot(step as u32, 700, 450),
        );
        text.push_str(&format!(
            "## Step {step}\n\n{words}\n\n![The form of invoice {step}]({name})\n\n"
        ));
    }
    put(&instructions.join("longest/instruction.md"), text);
}

/// Opens an instruction and sets the cursor at the end of the first paragraph of a step.
fn open_at(computer: &Computer, program: &Path, folder: &Path, step: usize) -> Window {
    let window = computer.start_program(program, &[&folder.display().to_string()]);
    window.until(&format!(
        "document.querySelectorAll('.ProseMirror h2, .ProseMirror [data-step]').length >= {step}"
    ));
    let _ = window.script(
        "const headings = document.querySelectorAll('.ProseMirror h2');
         const heading = headings[arguments[0] - 1];
         heading.scrollIntoView({ block: 'center' });
         const range = document.createRange();
         range.selectNodeContents(heading);
         range.collapse(false);
         document.querySelector('.ProseMirror').focus();
         const selection = getSelection();
         selection.removeAllRanges();
         selection.addRange(range);",
        vec![json!(step)],
    );
    window.until("document.activeElement.matches('.ProseMirror')");
    window
}

fn key_to_paint(computer: &Computer, program: &Path, library: &Path) {
    let window = open_at(
        computer,
        program,
        &library.join("instructions/text"),
        LONG / 2,
    );
    let _ = window.script(
        "window.painted = [];
         addEventListener('keydown', (event) => {
           const begin = event.timeStamp;
           requestAnimationFrame(() => {
             const turn = new MessageChannel();
             turn.port1.onmessage = () => window.painted.push(performance.now() - begin);
             turn.port2.postMessage(null);
           });
         }, true);",
        vec![],
    );
    for at in 0..KEYS {
        window.keys(if at % 6 == 5 { " " } else { "e" });
        window.until(&format!("window.painted.length > {at}"));
    }
    let mut times = numbers(&window.script("return window.painted;", vec![]));
    typed_something(&window);
    println!(
        "| key to paint, {LONG} steps, 95th percentile | {:.0} ms | | | under 32 ms |",
        percentile(&mut times, 95)
    );
}

fn key_to_preview(computer: &Computer, program: &Path, library: &Path) {
    let folder = library.join("instructions/pictures");
    let window = open_at(computer, program, &folder, 2);
    // The preview shows the page of the step, and nothing is on its way.
    window.until("document.querySelectorAll('.page > img').length > 0");
    let settled = "return await new Promise((done) => {
         let last = performance.now();
         const seen = new MutationObserver(() => { last = performance.now(); });
         seen.observe(document.querySelector('.pages'), { childList: true, subtree: true });
         const timer = setInterval(() => {
           if (performance.now() - last < 400) return;
           clearInterval(timer);
           seen.disconnect();
           done(true);
         }, 50);
       });";
    let _ = window.script_async(settled, vec![]);
    let _ = window.script(
        "window.previewed = [];
         let begin = null;
         addEventListener('keydown', (event) => { begin ??= event.timeStamp; }, true);
         new MutationObserver(() => {
           if (begin === null) return;
           const from = begin;
           begin = null;
           requestAnimationFrame(() => {
             const turn = new MessageChannel();
             turn.port1.onmessage = () => window.previewed.push(performance.now() - from);
             turn.port2.postMessage(null);
           });
         }).observe(document.querySelector('.pages'), { childList: true, subtree: true });",
        vec![],
    );
    for at in 0..KEYS / 2 {
        window.keys("e");
        window.until(&format!("window.previewed.length > {at}"));
        let _ = window.script_async(settled, vec![]);
    }
    let mut times = numbers(&window.script("return window.previewed;", vec![]));
    typed_something(&window);
    println!(
        "| key to refreshed page preview, 100 steps with 100 screenshots, 95th percentile | {:.0} ms | | | under 150 ms |",
        percentile(&mut times, 95)
    );
}

fn open(computer: &Computer, program: &Path, library: &Path) {
    let mut times = Vec::new();
    for _ in 0..5 {
        let window = computer.start_program(program, &[&library.display().to_string()]);
        let row = "[...document.querySelectorAll('[role=row], tr')]
           .find((row) => row.textContent.includes('Longest'))";
        window.until(row);
        let took = window.script_async(
            &format!(
                "const begin = performance.now();
                 {row}.click();
                 for (;;) {{
                   await new Promise((next) => requestAnimationFrame(next));
                   const steps = document.querySelectorAll('.ProseMirror h2').length;
                   const shown = document.querySelector('.ProseMirror img')?.complete;
                   if (steps >= {LONGEST} && shown) return performance.now() - begin;
                   if (performance.now() - begin > 20000) return null;
                 }}"
            ),
            vec![],
        );
        times.push(took["value"].as_f64().expect("the instruction opens"));
    }
    println!(
        "| open {LONGEST} steps with {LONGEST} pictures | {:.0} ms | | | under 1 s |",
        percentile(&mut times, 50)
    );
}

/// A figure of keys that went nowhere would be a lie.
fn typed_something(window: &Window) {
    window.until("document.querySelector('.ProseMirror').textContent.includes('eeee')");
}

fn numbers(value: &Value) -> Vec<f64> {
    let values = value.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).collect()
}
