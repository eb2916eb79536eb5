//! The `werkwijzer` command: arguments in, one call of `werkwijzer_app`, and its result printed.
//! Results go to standard output, progress and problems to standard error.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "printing is what a command is for"
)]

mod arguments;
mod progress;
mod search;
mod versions;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use serde::Serialize;
use werkwijzer_app::{
    self as app, By, Choice, Computer, Context, Decided, Error, Format, Library, NewRelease,
    Notice, OwnFolders, Publishing, StepChange, VersionListed, VersionRef, Versions,
};

use arguments::{Arguments, Command, ExportFormat, Place, ReleaseStatus, StepCommand, Take};
use progress::Bar;

/// Trees of small pieces are made on many threads, and the allocators of the systems are slow at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let bar = Bar::new(arguments.quiet || arguments.json);
    let today = arguments
        .today
        .unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let context = Context {
        today: today.to_string(),
        cache: arguments
            .cache
            .clone()
            .or_else(|| Some(OwnFolders::of_this_computer().ok()?.cache)),
        watch: &bar,
    };
    let json = arguments.json;
    // Who names a folder for what can be made again wants all of it there.
    let own = arguments.cache.as_ref().map(|cache| cache.join("index"));
    let index = own.or_else(|| Some(OwnFolders::of_this_computer().ok()?.index()));
    let result = run(arguments, &context, index.as_deref());
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

/// The folder that is meant by `--to`.
fn destination(library: &Path, to: PathBuf, computer: &Computer) -> Result<PathBuf, Error> {
    let named = match to.to_str() {
        Some(name) => Library::open(library)?.destination(name, computer)?,
        None => None,
    };
    Ok(named.unwrap_or(to))
}

fn print_json(value: &impl Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => println!("{text}"),
        Err(error) => eprintln!("the result could not be written as JSON: {error}"),
    }
}

fn run(
    arguments: Arguments,
    context: &Context<'_>,
    index: Option<&Path>,
) -> Result<ExitCode, Error> {
    let json = arguments.json;
    match arguments.command {
        Command::New {
            library,
            example,
            name,
            language,
        } => {
            let made = if example {
                let made = Library::create_example(&library)?;
                made.release_example(&By::now(None))?;
                made
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
        Command::List { library } => list(&library, index, json),
        Command::Search { library, words } => {
            let library = Library::open(&library)?;
            if let Some(index) = index {
                // Where it cannot be used, everything is read.
                let _ = library.refresh(index);
            }
            let found = library.search(&words.join(" "), index)?;
            if json {
                print_json(&found);
            } else {
                let shown = search::Look::of_output();
                for found in &found {
                    println!("{}", search::line(found, shown));
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Check {
            path,
            history: true,
            ..
        } => check_history(&path, json, context),
        Command::Check { path, strict, .. } => {
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
            name,
            create,
            dry_run,
            note,
            withdraw,
            author,
        } => {
            let mut computer = Computer::open(&OwnFolders::of_this_computer()?.config)?;
            let to = destination(&library, to, &computer)?;
            let by = By::now(author.author.or(computer.preferences(None).author));
            let how = Publishing {
                note,
                create,
                dry_run,
                withdraw,
                ..Publishing::by(by)
            };
            if let Some(name) = name.filter(|_| !dry_run) {
                Library::open(&library)?.name_destination(&name, Some(&to), &mut computer)?;
            }
            let published = app::publish(&library, &to, &how, context)?;
            print_published(&published, json);
            Ok(ExitCode::SUCCESS)
        }
        Command::History {
            instruction,
            releases,
        } => with_versions(&instruction, context, |versions, folder| {
            let mut timeline = versions.list(folder)?;
            if releases {
                timeline
                    .versions
                    .retain(|version| version.release.is_some());
            }
            if json {
                print_json(&timeline);
            } else {
                print!("{}", versions::timeline(&timeline, releases));
            }
            say(&timeline.notices);
            Ok(())
        }),
        Command::Diff {
            instruction,
            from,
            to,
            language,
        } => with_versions(&instruction, context, |versions, folder| {
            let (from, to) = (version(&from), version(&to));
            let comparison = versions.compare(folder, &from, &to, language.as_deref())?;
            if json {
                print_json(&comparison);
            } else {
                print!("{}", versions::comparison(&comparison));
            }
            Ok(())
        }),
        Command::Restore {
            instruction,
            wanted,
            step,
            language,
            author,
        } => with_versions(&instruction, context, |versions, folder| {
            let (version, by) = (version(&wanted), By::now(author.author));
            let made = match step {
                Some(step) => {
                    let step = step_ref(&step);
                    versions.restore_step(folder, &version, &step, language.as_deref(), &by)?
                }
                None => versions.restore(folder, &version, &by)?,
            };
            print_version(made.as_ref(), json);
            Ok(())
        }),
        Command::Release {
            instruction,
            note,
            status,
            approved_by,
            author,
        } => with_versions(&instruction, context, |versions, folder| {
            let release = NewRelease {
                note,
                status: status.map(|status| match status {
                    ReleaseStatus::Pilot => app::Status::Pilot,
                    ReleaseStatus::Approved => app::Status::Approved,
                }),
                approved_by,
            };
            let made = versions.release(folder, &release, &By::now(author.author))?;
            print_version(Some(&made), json);
            Ok(())
        }),
        Command::Merge {
            instruction,
            take,
            author,
        } => merge(&instruction, take, &By::now(author.author), json, context),
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

/// Does something with the versions of the instruction at a path.
fn with_versions(
    path: &Path,
    context: &Context<'_>,
    work: impl FnOnce(&Versions<'_>, &str) -> Result<(), Error>,
) -> Result<ExitCode, Error> {
    let (library, folder) = Library::of_instruction(path)?;
    work(&library.versions(context.cache.as_deref()), &folder)?;
    Ok(ExitCode::SUCCESS)
}

fn check_history(path: &Path, json: bool, context: &Context<'_>) -> Result<ExitCode, Error> {
    let (library, _) = Library::open_around(path)?;
    let verified = library.versions(context.cache.as_deref()).verify(context)?;
    if json {
        print_json(&verified);
    } else {
        for notice in &verified.notices {
            println!("{notice}");
        }
        eprintln!(
            "{} versions and {} contents are whole, {} problems",
            verified.versions,
            verified.contents,
            verified.notices.len()
        );
    }
    Ok(exit(verified.notices.len()))
}

/// Joins until there is one version, or says what is to be decided.
fn merge(
    path: &Path,
    take: Option<Take>,
    by: &By,
    json: bool,
    context: &Context<'_>,
) -> Result<ExitCode, Error> {
    let (library, folder) = Library::of_instruction(path)?;
    let versions = library.versions(context.cache.as_deref());
    let choice = take.map(|take| match take {
        Take::Ours => Choice::Ours,
        Take::Theirs => Choice::Theirs,
        Take::Both => Choice::Both,
    });
    let mut made = None;
    let mut came_up = false;
    while let Some(unjoined) = versions.unjoined(&folder, by)? {
        came_up |= unjoined.behind;
        let choices = match choice {
            Some(choice) => vec![choice; unjoined.questions.len()],
            None if unjoined.questions.is_empty() => Vec::new(),
            None => {
                if json {
                    print_json(&unjoined);
                } else {
                    print!("{}", versions::questions(&unjoined));
                    eprintln!(
                        "{}: both changed the same in {} places; join them with `--take ours`, \
                         `--take theirs` or `--take both`",
                        path.display(),
                        unjoined.questions.len()
                    );
                }
                return Ok(ExitCode::FAILURE);
            }
        };
        let decided = Decided {
            ours: unjoined.ours.id,
            theirs: unjoined.theirs.id,
            choices,
        };
        made = versions.join(&folder, &decided, by)?.or(made);
    }
    if came_up && made.is_none() && !json {
        eprintln!("the files are those of the newest version now");
        return Ok(ExitCode::SUCCESS);
    }
    print_version(made.as_ref(), json);
    Ok(ExitCode::SUCCESS)
}

fn print_version(made: Option<&VersionListed>, json: bool) {
    match made {
        _ if json => print_json(&made),
        Some(version) => println!("{}", versions::line(version)),
        None => eprintln!("nothing to do: it is so already"),
    }
}

// Reading a name cannot fail.
fn version(named: &str) -> VersionRef {
    match named.parse() {
        Ok(version) => version,
        Err(never) => match never {},
    }
}

fn step_ref(named: &str) -> app::StepRef {
    match named.parse() {
        Ok(step) => step,
        Err(never) => match never {},
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

fn list(library: &Path, index: Option<&Path>, json: bool) -> Result<ExitCode, Error> {
    let (listed, notices) = Library::open(library)?.list(index)?;
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
            let text = app::show_step(&instruction, &step_ref(&step))?;
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
                step: step_ref(&step),
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
                position: position(place),
            },
        ),
        StepCommand::Move {
            instruction,
            step,
            place,
        } => (
            instruction,
            StepChange::Move {
                step: step_ref(&step),
                position: position(place),
            },
        ),
        StepCommand::Remove { instruction, step } => (
            instruction,
            StepChange::Remove {
                step: step_ref(&step),
            },
        ),
    };
    app::change_step(&instruction, &change)?;
    step(StepCommand::List { instruction }, json)
}

fn position(place: Place) -> app::Position {
    match place {
        Place {
            before: Some(step), ..
        } => app::Position::Before(step_ref(&step)),
        Place {
            after: Some(step), ..
        } => app::Position::After(step_ref(&step)),
        Place {
            under: Some(step), ..
        } => app::Position::Under(step_ref(&step)),
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
