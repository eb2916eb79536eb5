//! The `werkwijzer` command: arguments in, one call of `werkwijzer_app`, and its result printed.
//! Results go to standard output, progress and problems to standard error.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what a command is for"
)]

mod arguments;
mod progress;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use serde::Serialize;
use werkwijzer_app::{self as app, Context, Error, Format, Library, Notice, StepChange};

use arguments::{Arguments, Command, ExportFormat, Place, StepCommand};
use progress::Bar;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let bar = Bar::new(arguments.quiet || arguments.json);
    let today = arguments
        .today
        .unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let context = Context {
        today: today.to_string(),
        cache: arguments.cache.clone().or_else(cache_folder),
        watch: &bar,
    };
    let json = arguments.json;
    let result = run(arguments, &context);
    bar.finish();
    match result {
        Ok(code) => code,
        Err(error) => {
            if json {
                print_json(&serde_json::json!({ "error": error }));
            }
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Where this system keeps what can be made again.
fn cache_folder() -> Option<PathBuf> {
    let of = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let base = if cfg!(windows) {
        PathBuf::from(of("LOCALAPPDATA")?)
    } else if cfg!(target_os = "macos") {
        PathBuf::from(of("HOME")?).join("Library/Caches")
    } else {
        of("XDG_CACHE_HOME").map_or_else(
            || Some(PathBuf::from(of("HOME")?).join(".cache")),
            |folder| Some(PathBuf::from(folder)),
        )?
    };
    Some(base.join("werkwijzer"))
}

fn print_json(value: &impl Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => println!("{text}"),
        Err(error) => eprintln!("the result could not be written as JSON: {error}"),
    }
}

fn run(arguments: Arguments, context: &Context<'_>) -> Result<ExitCode, Error> {
    let json = arguments.json;
    match arguments.command {
        Command::New {
            library,
            example,
            name,
            language,
        } => {
            let made = if example {
                Library::create_example(&library)?
            } else {
                let name = name.unwrap_or_else(|| name_of(&library));
                Library::create(&library, &name, &language)?
            };
            if json {
                print_json(made.settings());
            } else {
                println!("{}", library.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::List { library } => list(&library, json),
        Command::Check { path, strict } => {
            let checked = app::check(&path, context)?;
            let errors = problems(&checked.notices, strict);
            if json {
                print_json(&checked);
            } else {
                for notice in &checked.notices {
                    println!("{notice}");
                }
                eprintln!(
                    "{} documents, {errors} problems, {} lines in all",
                    checked.documents,
                    checked.notices.len()
                );
            }
            Ok(exit(errors))
        }
        Command::Import {
            sources,
            into,
            language,
        } => {
            let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
            let imported = app::import(&sources, &into, language.as_deref(), context)?;
            if json {
                print_json(&imported);
            } else {
                for folder in &imported.instructions {
                    let folder: PathBuf = into.join(folder).components().collect();
                    println!("{}", folder.display());
                }
                say(&imported.notices);
                eprintln!(
                    "{} instructions, {} pictures and videos, {} lines to look at",
                    imported.instructions.len(),
                    imported.media,
                    imported.notices.len()
                );
            }
            // What could not be taken over is said; the import itself is done.
            Ok(ExitCode::SUCCESS)
        }
        Command::Step { command } => step(command, json),
        Command::Export {
            instruction,
            format,
            out,
            single_file,
        } => {
            let formats: Vec<Format> = format
                .into_iter()
                .map(|format| match format {
                    ExportFormat::Pdf => Format::Pdf,
                    ExportFormat::Html if single_file => Format::SinglePage,
                    ExportFormat::Html => Format::Html,
                    ExportFormat::Md => Format::Markdown,
                })
                .collect();
            let exported = app::export(&instruction, &formats, &out, context)?;
            if json {
                print_json(&exported);
            } else {
                for file in &exported.files {
                    println!("{file}");
                }
                say(&exported.notices);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Publish {
            library,
            to,
            create,
            dry_run,
            note,
        } => {
            let published = app::publish(&library, &to, note.as_deref(), create, dry_run, context)?;
            print_published(&published, json);
            Ok(ExitCode::SUCCESS)
        }
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "werkwijzer", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Man { out } => match clap_mangen::generate_to(Arguments::command(), &out) {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) => {
                eprintln!("{}: {error}; choose another folder", out.display());
                Ok(ExitCode::FAILURE)
            }
        },
    }
}

fn name_of(library: &Path) -> String {
    library.file_name().map_or_else(
        || "Library".into(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn exit(problems: usize) -> ExitCode {
    if problems == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn problems(notices: &[Notice], strict: bool) -> usize {
    notices
        .iter()
        .filter(|notice| strict || notice.is_error())
        .count()
}

fn say(notices: &[Notice]) {
    for notice in notices {
        eprintln!("{notice}");
    }
}

fn list(library: &Path, json: bool) -> Result<ExitCode, Error> {
    let (listed, notices) = Library::open(library)?.list()?;
    if json {
        print_json(&listed);
    } else {
        for instruction in &listed {
            println!(
                "{:9} {:5} {:3} steps  {}  ({})",
                instruction.status.as_deref().unwrap_or("-"),
                instruction.languages.join(","),
                instruction.steps,
                instruction.title,
                instruction.folder
            );
        }
    }
    say(&notices);
    Ok(exit(notices.len()))
}

fn step(command: StepCommand, json: bool) -> Result<ExitCode, Error> {
    // Reading a step's name cannot fail.
    let step_ref = |text: String| -> app::StepRef {
        match text.parse() {
            Ok(step) => step,
            Err(never) => match never {},
        }
    };
    let (instruction, change) = match command {
        StepCommand::List { instruction } => {
            let steps = app::list_steps(&instruction)?;
            if json {
                print_json(&steps);
            } else {
                for step in steps {
                    let indent = "  ".repeat(usize::from(step.depth.saturating_sub(1)));
                    let number = step.number.unwrap_or_default();
                    println!("{indent}{number} {} (#{})", step.title, step.id);
                }
            }
            return Ok(ExitCode::SUCCESS);
        }
        StepCommand::Show { instruction, step } => {
            let text = app::show_step(&instruction, &step_ref(step))?;
            if json {
                print_json(&text);
            } else {
                print!("{text}");
            }
            return Ok(ExitCode::SUCCESS);
        }
        StepCommand::Set {
            instruction,
            step,
            title,
            text,
        } => (
            instruction,
            StepChange::Set {
                step: step_ref(step),
                title,
                text: text.map(given_text),
            },
        ),
        StepCommand::Add {
            instruction,
            title,
            text,
            place,
        } => (
            instruction,
            StepChange::Add {
                title,
                text: given_text(text),
                position: position(place, step_ref),
            },
        ),
        StepCommand::Move {
            instruction,
            step,
            place,
        } => (
            instruction,
            StepChange::Move {
                step: step_ref(step),
                position: position(place, step_ref),
            },
        ),
        StepCommand::Remove { instruction, step } => (
            instruction,
            StepChange::Remove {
                step: step_ref(step),
            },
        ),
    };
    app::change_step(&instruction, &change)?;
    step(StepCommand::List { instruction }, json)
}

fn position(place: Place, step_ref: impl Fn(String) -> app::StepRef) -> app::Position {
    match place {
        Place {
            before: Some(step), ..
        } => app::Position::Before(step_ref(step)),
        Place {
            after: Some(step), ..
        } => app::Position::After(step_ref(step)),
        Place {
            under: Some(step), ..
        } => app::Position::Under(step_ref(step)),
        _ => app::Position::End,
    }
}

/// The text itself, or standard input for `-`.
fn given_text(text: String) -> String {
    if text != "-" {
        return text;
    }
    let mut input = Vec::new();
    // What was read up to a fault is still what the user gave.
    let _ = std::io::stdin().lock().read_to_end(&mut input);
    String::from_utf8_lossy(&input).into_owned()
}

fn print_published(published: &app::Published, json: bool) {
    if json {
        print_json(published);
        return;
    }
    let say_files = |sign: &str, files: &[String]| {
        for file in files {
            println!("{sign} {file}");
        }
    };
    if published.dry_run {
        say_files("+", &published.added);
        say_files("~", &published.changed);
        say_files("-", &published.removed);
        for (from, to) in &published.archived {
            println!("> {from} -> {to}");
        }
    }
    say(&published.notices);
    eprintln!(
        "{}{} new, {} changed, {} unchanged, {} removed, {} archived",
        if published.dry_run { "would be: " } else { "" },
        published.added.len(),
        published.changed.len(),
        published.unchanged,
        published.removed.len(),
        published.archived.len()
    );
    if !published.dry_run {
        println!("{}", published.start);
    }
}
