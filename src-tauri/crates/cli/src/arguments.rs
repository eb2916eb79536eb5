//! The arguments of the command. The help, the shell completions and the man page are made of
//! these definitions.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Work instructions for outsourced teams: write them in Markdown, publish them as PDF and HTML
/// into a folder that you share.
///
/// Exit status: 0 done; 1 something is wrong with the input, said in one line per problem;
/// 2 the arguments are not understood.
#[derive(Debug, Parser)]
#[command(name = "werkwijzer", version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print the result as JSON, for machines
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show no progress
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// The folder for what can be made again [default: werkwijzer in the computer's cache folder]
    #[arg(long, global = true, value_name = "DIR", env = "WERKWIJZER_CACHE")]
    pub(crate) cache: Option<PathBuf>,

    /// Take this day as today, for exports that come out the same on every day
    #[arg(
        long,
        global = true,
        value_name = "YYYY-MM-DD",
        env = "WERKWIJZER_TODAY"
    )]
    pub(crate) today: Option<jiff::civil::Date>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a library
    New {
        /// A folder that is empty or not there yet
        library: PathBuf,
        /// With the example in it
        #[arg(long)]
        example: bool,
        /// What to call it [default: the name of the folder]
        #[arg(long, conflicts_with = "example")]
        name: Option<String>,
        /// The language in which its instructions are written
        #[arg(long, default_value = "nl", conflicts_with = "example")]
        language: String,
    },
    /// List the instructions of a library
    List {
        /// The folder of the library
        library: PathBuf,
    },
    /// Check text, links, pictures and review dates
    Check {
        /// A library, an instruction or a Markdown file
        path: PathBuf,
        /// Count warnings as problems
        #[arg(long)]
        strict: bool,
    },
    /// Take Markdown files, and folders of them with their pictures, into a library
    Import {
        /// Files and folders
        #[arg(required = true, value_name = "SOURCE")]
        sources: Vec<PathBuf>,
        /// The folder of the library
        #[arg(long, value_name = "LIBRARY")]
        into: PathBuf,
        /// The language of the documents [default: told from their words]
        #[arg(long)]
        language: Option<String>,
    },
    /// List, show and edit the steps of an instruction
    Step {
        #[command(subcommand)]
        command: StepCommand,
    },
    /// Export one instruction
    Export {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
        /// One or more, separated by commas
        #[arg(long, value_delimiter = ',', default_value = "pdf,html")]
        format: Vec<ExportFormat>,
        /// The folder to write into
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
        /// Put the pictures of the HTML page into the page itself
        #[arg(long)]
        single_file: bool,
    },
    /// Publish what has changed into a folder that you share
    Publish {
        /// The folder of the library
        library: PathBuf,
        /// The shared folder
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Make the shared folder if it is not there
        #[arg(long)]
        create: bool,
        /// Only say what would change
        #[arg(long)]
        dry_run: bool,
        /// What this publication is about
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Print the completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages
    Man {
        /// The folder to write into
        #[arg(long, value_name = "DIR", default_value = ".")]
        out: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One PDF
    Pdf,
    /// A page with its pictures beside it
    Html,
    /// Markdown with its pictures beside it
    Md,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StepCommand {
    /// List the steps
    List {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
    },
    /// Show the Markdown of a step
    Show {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
        /// Its id, or its number such as 2.1
        step: String,
    },
    /// Give a step another title or text
    Set {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
        /// Its id, or its number such as 2.1
        step: String,
        /// The new title
        #[arg(long, required_unless_present = "text")]
        title: Option<String>,
        /// The new text in Markdown; - reads it from standard input
        #[arg(long, allow_hyphen_values = true)]
        text: Option<String>,
    },
    /// Add a step
    Add {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
        /// Its title
        #[arg(long)]
        title: String,
        /// Its text in Markdown; - reads it from standard input
        #[arg(long, default_value = "", allow_hyphen_values = true)]
        text: String,
        #[command(flatten)]
        place: Place,
    },
    /// Move a step with its sub-steps
    Move {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
        /// Its id, or its number such as 2.1
        step: String,
        #[command(flatten)]
        place: Place,
    },
    /// Take a step out, with its sub-steps
    Remove {
        /// The folder of an instruction, or a Markdown file
        instruction: PathBuf,
        /// Its id, or its number such as 2.1
        step: String,
    },
}

/// Where a step goes; at the end when nothing is said.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Place {
    /// Before this step
    #[arg(long, value_name = "STEP")]
    pub(crate) before: Option<String>,
    /// After this step
    #[arg(long, value_name = "STEP")]
    pub(crate) after: Option<String>,
    /// As the last sub-step of this step
    #[arg(long, value_name = "STEP")]
    pub(crate) under: Option<String>,
}
