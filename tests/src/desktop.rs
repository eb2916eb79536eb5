//! The real program in a real window: its own X server, `tauri-driver` and `WebKitWebDriver`.

#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use fantoccini::actions::{
    Actions, InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions,
    PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// Longer than anything takes on a slow computer.
const LONGEST: Duration = Duration::from_mins(1);

/// A person's computer: a home folder that outlives the programs started on it, and a display.
#[derive(Debug)]
pub struct Computer {
    home: TempDir,
    language: &'static str,
    display: String,
    server: Child,
    bus: Option<Bus>,
}

/// What programs of a desktop say to each other, listened to. Nobody else is on it.
#[derive(Debug)]
struct Bus {
    address: String,
    daemon: Child,
    monitor: Child,
    said: Receiver<String>,
}

/// No services: none is started that would outlive the test.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

impl Bus {
    fn start(folder: &Path) -> Self {
        let file = folder.join("bus.conf");
        std::fs::write(&file, BUS).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", file.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed by `make test-tools`");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        let mut monitor = Command::new("dbus-monitor")
            .args(["--address", &address])
            .arg("interface='org.freedesktop.Notifications'")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-monitor is installed by `make test-tools`");
        let lines = BufReader::new(monitor.stdout.take().unwrap()).lines();
        let (say, said) = channel();
        thread::spawn(move || {
            // It ends with the monitor, or with who listens.
            lines
                .map_while(Result::ok)
                .try_for_each(|line| say.send(line))
        });
        let bus = Self {
            address,
            daemon,
            monitor,
            said,
        };
        // A connection that became a monitor is no other any more.
        bus.until_said("NameLost");
        bus
    }

    fn until_said(&self, words: &str) {
        while !self.said.recv_timeout(LONGEST).unwrap().contains(words) {}
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        end(&mut self.monitor);
        end(&mut self.daemon);
    }
}

impl Computer {
    /// A computer on which the program never ran. `language` as in `nl_NL.UTF-8`.
    #[must_use]
    pub fn new(language: &'static str) -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1500x1000x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed by `make test-tools`");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        Self {
            home: TempDir::new().unwrap(),
            language,
            display: format!(":{}", number.trim()),
            server,
            bus: None,
        }
    }

    /// With notifications.
    #[must_use]
    pub fn with_notifications(mut self) -> Self {
        self.bus = Some(Bus::start(self.home()));
        self
    }

    /// Waits until a notification says these words.
    pub fn until_notified(&self, words: &str) {
        let bus = self.bus.as_ref().expect("a computer with notifications");
        bus.until_said(words);
    }

    /// The home folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The example library as the program makes it.
    #[must_use]
    pub fn example(&self) -> PathBuf {
        self.home().join(".local/share/werkwijzer/example")
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("HOME", self.home())
            .env("LANG", self.language)
            .env("LC_ALL", self.language)
            // Nothing of the computer that tests, and no graphics card.
            .env("GDK_BACKEND", "x11")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CACHE_HOME")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(bus) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        }
        command
    }

    /// Starts the program.
    #[must_use]
    pub fn start(&self, arguments: &[&str]) -> Window {
        self.start_program(&program(), arguments)
    }

    /// Presses keys as a hand does, so that the menu of the window hears them too; by the names
    /// that `xdotool` has for them.
    pub fn press(&self, keys: &[&str]) {
        let pressed = self
            .command("xdotool")
            .args(["search", "--sync", "--onlyvisible", "--name", "Werkwijzer"])
            .args(["windowfocus", "--sync", "key", "--delay", "200"])
            .args(keys)
            .status()
            .expect("xdotool is installed by `make test-tools`");
        assert!(pressed.success());
    }

    /// Takes the focus from the window, as another one does.
    pub fn look_away(&self) {
        let status = self
            .command("xdotool")
            .args(["windowfocus", "0"])
            .status()
            .expect("xdotool is installed by `make test-tools`");
        assert!(status.success());
    }

    /// Starts the program while it runs: it hands over what it is to open, and ends.
    pub fn start_again(&self, arguments: &[&str]) {
        hand_over(self.command(program()).args(arguments));
    }

    /// The same as soon as the program can be handed something, when its page is not there yet.
    #[must_use]
    pub fn start_again_soon(&self, arguments: &[&str]) -> thread::JoinHandle<()> {
        let mut ask = self.command("dbus-send");
        ask.args(["--print-reply", "--dest=org.freedesktop.DBus", "/"])
            .arg("org.freedesktop.DBus.NameHasOwner")
            .arg("string:nl.werkwijzer.desktop.SingleInstance")
            .stdout(Stdio::piped());
        let mut again = self.command(program());
        again.args(arguments);
        thread::spawn(move || {
            let begin = Instant::now();
            while !String::from_utf8_lossy(&ask.output().unwrap().stdout).contains("true") {
                assert!(begin.elapsed() < LONGEST, "the program does not start");
            }
            hand_over(&mut again);
        })
    }

    /// Starts any program that shows a web view.
    #[must_use]
    pub fn start_program(&self, program: &Path, arguments: &[&str]) -> Window {
        let (port, native) = (free_port(), free_port());
        let driver = self
            .command("tauri-driver")
            .process_group(0)
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native.to_string(),
            ])
            .spawn()
            .expect("tauri-driver is installed by `make test-tools`");
        await_port(port);
        await_port(native);
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let wanted = json!({
            "browserName": "wry",
            "tauri:options": { "application": program, "args": arguments },
        });
        let wanted = wanted.as_object().unwrap().clone();
        let client = runtime
            .block_on(
                ClientBuilder::new(HttpConnector::new())
                    .capabilities(wanted)
                    .connect(&format!("http://127.0.0.1:{port}")),
            )
            .unwrap();
        Window {
            runtime,
            client,
            driver,
            program: program.to_owned(),
            home: self.home().to_owned(),
        }
    }
}

impl Drop for Computer {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}

/// The program as it was built with this test.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("WERKWIJZER_DESKTOP") {
        return PathBuf::from(named);
    }
    let test = std::env::current_exe().unwrap();
    let folders = test.ancestors().skip(1).take(2);
    folders
        .map(|folder| folder.join("werkwijzer-desktop"))
        .find(|program| program.exists())
        .expect("`cargo test --workspace` builds the program")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn await_port(port: u16) {
    let begin = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begin.elapsed() < LONGEST, "nothing listens on {port}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until a program that is to hand something over has ended.
fn hand_over(program: &mut Command) {
    let mut second = program.spawn().unwrap();
    let begin = Instant::now();
    while second.try_wait().unwrap().is_none() {
        if begin.elapsed() > LONGEST {
            end(&mut second);
            panic!("the program runs twice");
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The driver leaves the driver of the web view behind when it is ended alone.
fn end_with_all_it_started(leader: &mut Child) {
    let group = format!("-{}", leader.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    end(leader);
}

/// A running program with its window.
#[derive(Debug)]
pub struct Window {
    runtime: Runtime,
    client: Client,
    driver: Child,
    program: PathBuf,
    home: PathBuf,
}

impl Window {
    /// Runs a script in the page; it gets `arguments[0]`… and returns a value.
    #[must_use]
    pub fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.runtime
            .block_on(self.client.execute(script, arguments))
            .unwrap_or_else(|error| panic!("{script}\n{error}"))
    }

    /// Runs a script in the page that may wait.
    #[must_use]
    pub fn script_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.try_script_async(script, arguments)
            .unwrap_or_else(|error| panic!("{script}\n{error}"))
    }

    fn try_script_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value, CmdError> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(
               (value) => done({{ value }}),
               (error) => done({{ error: error instanceof Error ? String(error) : error }}));"
        );
        self.runtime
            .block_on(self.client.execute_async(&script, arguments))
    }

    /// Waits until an expression in the page is true.
    pub fn until(&self, expression: &str) {
        let begin = Instant::now();
        loop {
            // The page tells when it has changed; a short turn keeps the driver within its own
            // limit.
            let script = format!(
                "const begin = Date.now();
                 for (;;) {{
                   if ({expression}) return true;
                   if (Date.now() - begin > 5000) return false;
                   await new Promise((next) => setTimeout(next, 20));
                 }}"
            );
            // A page that is loaded anew meanwhile gives no answer.
            let answer = self.try_script_async(&script, vec![]);
            if answer
                .as_ref()
                .is_ok_and(|answer| answer["value"] == json!(true))
            {
                return;
            }
            if begin.elapsed() > LONGEST {
                let picture = std::env::temp_dir().join("werkwijzer-window.png");
                let _ = std::fs::write(&picture, self.picture());
                panic!(
                    "not in time: {expression} ({answer:?}); see {}",
                    picture.display()
                );
            }
        }
    }

    fn element(&self, selector: &str) -> Element {
        self.runtime
            .block_on(
                self.client
                    .wait()
                    .at_most(LONGEST)
                    .for_element(Locator::Css(selector)),
            )
            .unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// Clicks with the mouse.
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.runtime
            .block_on(element.click())
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Clicks on the first thing of a kind that has this name.
    pub fn click_named(&self, kind: &str, name: &str) {
        let path = format!(
            "//{kind}[normalize-space(.)={name:?} or @aria-label={name:?} or @title={name:?}]"
        );
        let found = self.runtime.block_on(
            self.client
                .wait()
                .at_most(LONGEST)
                .for_element(Locator::XPath(&path)),
        );
        let element = found.unwrap_or_else(|error| panic!("{path}: {error}"));
        self.runtime
            .block_on(element.click())
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Types into what has the focus.
    pub fn keys(&self, text: &str) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            actions = actions.then(KeyAction::Down { value });
            actions = actions.then(KeyAction::Up { value });
        }
        self.perform(&actions);
    }

    /// Presses keys together: the last while the others are held.
    pub fn chord(&self, held: &[char], key: char) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in held {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        actions = actions.then(KeyAction::Down { value: key });
        actions = actions.then(KeyAction::Up { value: key });
        for value in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.perform(&actions);
    }

    /// Drags with the mouse, by way of some places between, as a hand does.
    pub fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        let move_to = |(x, y)| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(20)),
            x,
            y,
        };
        let button = MOUSE_BUTTON_LEFT;
        let mut actions = MouseActions::new("mouse".to_owned())
            .then(move_to(from))
            .then(PointerAction::Down { button });
        for part in 1..=8 {
            let share = f64::from(part) / 8.0;
            let between = |from: f64, to: f64| from + (to - from) * share;
            actions = actions.then(move_to((between(from.0, to.0), between(from.1, to.1))));
        }
        self.perform(&actions.then(PointerAction::Up { button }));
    }

    fn perform(&self, actions: &(impl Into<Actions> + Clone)) {
        // tauri-driver sometimes drops a connection before it has read what was asked.
        for _ in 0..3 {
            match self
                .runtime
                .block_on(self.client.perform_actions(actions.clone()))
            {
                Err(CmdError::Failed(_) | CmdError::Lost(_)) => {}
                result => return result.unwrap(),
            }
        }
        panic!("the driver is gone");
    }

    /// The window's page as PNG.
    #[must_use]
    pub fn picture(&self) -> Vec<u8> {
        // A page in which nothing moves is not drawn again, and the driver waits for a drawing.
        let _ = self.script(
            "const turn = () => {
               document.body.style.opacity = document.body.style.opacity === '1' ? '0.9999' : '1';
               window.turning = requestAnimationFrame(turn);
             };
             turn();",
            vec![],
        );
        let shot = self
            .runtime
            .block_on(async { tokio::time::timeout(LONGEST, self.client.screenshot()).await });
        let _ = self.script(
            "cancelAnimationFrame(window.turning); document.body.style.opacity = '';",
            vec![],
        );
        shot.expect("the driver takes a picture").unwrap()
    }

    /// When the program was started, since 1970; to a hundredth of a second.
    #[must_use]
    pub fn started(&self) -> Duration {
        let home = self.home.to_string_lossy().into_owned();
        let process = *processes(&self.program, &home).first().unwrap();
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        // After the name, which may hold anything, the 20th field (proc(5)): ticks since the
        // computer was started, of which there are a hundred in a second.
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks: f64 = fields.split_whitespace().nth(19).unwrap().parse().unwrap();
        let up = std::fs::read_to_string("/proc/uptime").unwrap();
        let up: f64 = up.split_whitespace().next().unwrap().parse().unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        now.saturating_sub(Duration::from_secs_f64((up - ticks / 100.0).max(0.0)))
    }

    /// The memory of the program and of the processes that show its page, in kilobytes; what
    /// they share is counted once.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let home = self.home.to_string_lossy().into_owned();
        with_home(&home)
            .filter(|(_, exe)| {
                let name = exe.file_name().and_then(|name| name.to_str());
                *exe == self.program
                    || name
                        .is_some_and(|name| name.starts_with("WebKit") && name.ends_with("Process"))
            })
            .filter_map(|(process, _)| {
                let path = format!("/proc/{process}/smaps_rollup");
                let text = std::fs::read_to_string(path).ok()?;
                let line = text.lines().find(|line| line.starts_with("Pss:"))?;
                line.split_whitespace().nth(1)?.parse::<u64>().ok()
            })
            .sum()
    }

    /// Ends the program as a crash would: at once, without a word to it.
    pub fn kill(mut self) {
        let home = self.home.to_string_lossy().into_owned();
        for process in processes(&self.program, &home) {
            let _ = Command::new("kill")
                .args(["-KILL", &process.to_string()])
                .status();
        }
        end_with_all_it_started(&mut self.driver);
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let client = self.client.clone();
        let _ = self.runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(10), client.close()).await
        });
        end_with_all_it_started(&mut self.driver);
        // What the driver leaves behind, so that nothing of a test outlives it.
        let home = self.home.to_string_lossy().into_owned();
        for process in processes(&self.program, &home) {
            let _ = Command::new("kill")
                .args(["-KILL", &process.to_string()])
                .status();
        }
    }
}

/// The processes of a program that were started with this home folder.
fn processes(program: &Path, home: &str) -> Vec<u32> {
    with_home(home)
        .filter(|(_, exe)| exe == program)
        .map(|(process, _)| process)
        .collect()
}

/// All processes that were started with this home folder, and their programs.
fn with_home(home: &str) -> impl Iterator<Item = (u32, PathBuf)> {
    let wanted = format!("HOME={home}");
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(move |process: u32| {
            let exe = std::fs::read_link(format!("/proc/{process}/exe")).ok()?;
            let environment = std::fs::read(format!("/proc/{process}/environ")).ok()?;
            let mut variables = environment.split(|byte| *byte == 0);
            variables
                .any(|variable| variable == wanted.as_bytes())
                .then_some((process, exe))
        })
}
