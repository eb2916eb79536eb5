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
    /// Find words in all texts of a library: titles, steps, agreements, what is said of pictures,
    /// tags, snippets, and the notes of versions
    ///
    /// Each word is found by its beginning, whatever its case and accents.
    Search {
        /// The folder of the library
        library: PathBuf,
        /// All of them must be there
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Check text, links, pictures and review dates
    Check {
        /// A library, an instruction or a Markdown file
        path: PathBuf,
        /// Count warnings as problems
        #[arg(long)]
        strict: bool,
        /// Read every kept version of the library again instead, and check it against its hash
        #[arg(long, conflicts_with = "strict")]
        history: bool,
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
        /// The shared folder, or the name of a destination of the library
        #[arg(long, value_name = "DIR-or-DESTINATION")]
        to: PathBuf,
        /// Remember the folder as the destination of this name
        #[arg(long = "as", value_name = "DESTINATION")]
        name: Option<String>,
        /// Make the shared folder if it is not there
        #[arg(long)]
        create: bool,
        /// Only say what would change
        #[arg(long)]
        dry_run: bool,
        /// What this publication is about
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Take instructions out also when most of what is published is no longer in the library
        #[arg(long)]
        withdraw: bool,
        #[command(flatten)]
        author: Author,
    },
    /// List the versions of an instruction
    History {
        /// The folder of an instruction
        instruction: PathBuf,
        /// Only those that were given to the team
        #[arg(long)]
        releases: bool,
    },
    /// Compare two versions of an instruction, step by step
    Diff {
        /// The folder of an instruction
        instruction: PathBuf,
        /// The older version: the number of a release, the first digits of an id, `last` or `now`
        #[arg(default_value = "last")]
        from: String,
        /// The newer version
        #[arg(default_value = "now")]
        to: String,
        /// The language to compare [default: that of the source]
        #[arg(long)]
        language: Option<String>,
    },
    /// Take an older version back, whole or one step of it; what stands there now is kept first
    Restore {
        /// The folder of an instruction
        instruction: PathBuf,
        /// The number of a release, the first digits of an id, or `last`
        #[arg(value_name = "VERSION")]
        wanted: String,
        /// Only this step: its id, or its number in that version such as 2.1
        #[arg(long)]
        step: Option<String>,
        /// The language of that step [default: that of the source]
        #[arg(long, requires = "step")]
        language: Option<String>,
        #[command(flatten)]
        author: Author,
    },
    /// Give an instruction the next number, for the team
    Release {
        /// The folder of an instruction
        instruction: PathBuf,
        /// What is new in it
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
        /// How far it is [default: what the instruction says]
        #[arg(long)]
        status: Option<ReleaseStatus>,
        /// Who approved it
        #[arg(long, value_name = "NAME")]
        approved_by: Option<String>,
        #[command(flatten)]
        author: Author,
    },
    /// Join what two people edited without knowing of each other
    ///
    /// What does not contradict is joined. Where both changed the same, both texts are printed and
    /// nothing is changed until you say which to take. Files that are older than the newest version
    /// are brought up to it.
    Merge {
        /// The folder of an instruction
        instruction: PathBuf,
        /// Where both changed the same
        #[arg(long)]
        take: Option<Take>,
        #[command(flatten)]
        author: Author,
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

/// Who makes a version.
#[derive(Debug, Args)]
pub(crate) struct Author {
    /// Your name, as it stands in the history [default: that of your account]
    #[arg(long, value_name = "NAME", env = "WERKWIJZER_AUTHOR")]
    pub(crate) author: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReleaseStatus {
    /// It is tried out
    Pilot,
    /// It is in force
    Approved,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Take {
    /// What stands in the library now
    Ours,
    /// What the other wrote
    Theirs,
    /// Both, one after the other
    Both,
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
