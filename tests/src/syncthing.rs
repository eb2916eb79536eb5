//! Real Syncthing on this computer: instances with homes and ports of their own that know each
//! other and nobody else.

#![expect(
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than a few files take on a slow computer.
const LONGEST: Duration = Duration::from_mins(1);
/// So long an answer without news is waited for.
const NEWS: u64 = 2;
const FOLDER: &str = "library";
const KEY: &str = "only-for-this-test";

/// Computers that sync one library.
#[derive(Debug)]
pub struct Fleet {
    place: TempDir,
    instances: Vec<Instance>,
}

/// A person's computer with Syncthing.
#[derive(Debug)]
struct Instance {
    home: PathBuf,
    library: PathBuf,
    process: Process,
    port: u16,
    id: String,
    /// The last event that was heard.
    heard: u64,
}

/// A program that ends with the test, however that ends.
#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Fleet {
    /// Starts so many; `None`, and a line that says so, where Syncthing is not installed.
    #[must_use]
    pub fn start(count: usize) -> Option<Self> {
        let there = Command::new("syncthing")
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if there.is_err() {
            skipped(
                "Syncthing is not installed, so nothing is tried with it: `make test-tools` \
                 installs it",
            );
            return None;
        }
        let place = TempDir::new().unwrap();
        let mut instances: Vec<Instance> = (0..count)
            .map(|number| Instance::start(&place.path().join(number.to_string())))
            .collect();
        for instance in &mut instances {
            instance.await_start();
        }
        let fleet = Self { place, instances };
        fleet.introduce();
        Some(fleet)
    }

    /// Each gets the others as devices and the library as the folder that they share.
    fn introduce(&self) {
        let devices: Vec<Value> = self
            .instances
            .iter()
            .map(|instance| json!({ "deviceID": instance.id }))
            .collect();
        let addresses: Vec<String> = self.instances.iter().map(Instance::address).collect();
        for instance in &self.instances {
            for (other, address) in self.instances.iter().zip(&addresses) {
                if other.id != instance.id {
                    let device = json!({ "deviceID": other.id, "addresses": [address] });
                    instance.put(&format!("config/devices/{}", other.id), &device);
                }
            }
            let folder = json!({
                "id": FOLDER,
                "path": instance.library,
                "devices": devices,
                "fsWatcherEnabled": false,
                "rescanIntervalS": 0,
                "minDiskFree": { "value": 0, "unit": "%" },
                "maxConflicts": -1,
            });
            instance.put(&format!("config/folders/{FOLDER}"), &folder);
        }
    }

    /// The library on a computer.
    #[must_use]
    pub fn library(&self, who: usize) -> PathBuf {
        self.instances[who].library.clone()
    }

    /// The folder for what the app keeps on a computer.
    #[must_use]
    pub fn cache(&self, who: usize) -> PathBuf {
        self.place.path().join(who.to_string()).join("cache")
    }

    /// From now on nobody hears of anybody.
    pub fn part(&self) {
        self.each_other("pause");
    }

    /// Everybody is back: the libraries are the same when this returns.
    pub fn meet(&mut self) {
        self.each_other("resume");
        self.settle();
    }

    fn each_other(&self, what: &str) {
        for instance in &self.instances {
            for other in &self.instances {
                if other.id != instance.id {
                    instance.post(&format!("system/{what}?device={}", other.id));
                }
            }
        }
    }

    /// Waits until all have all files of all.
    pub fn settle(&mut self) {
        let begin = Instant::now();
        loop {
            for instance in &self.instances {
                instance.post(&format!("db/scan?folder={FOLDER}"));
            }
            while !self.is_complete() {
                assert!(begin.elapsed() < LONGEST, "{}", self.state());
                for instance in &mut self.instances {
                    instance.hear();
                }
            }
            let first = files(&self.instances[0].library);
            if self
                .instances
                .iter()
                .all(|instance| files(&instance.library) == first)
            {
                return;
            }
            assert!(begin.elapsed() < LONGEST, "{}", self.state());
        }
    }

    /// Ends all, and looks whether nothing of them goes on.
    pub fn end(self) {
        let ports: Vec<u16> = self
            .instances
            .iter()
            .map(|instance| instance.port)
            .collect();
        drop(self);
        for port in ports {
            let answer = TcpStream::connect(("127.0.0.1", port));
            assert!(answer.is_err(), "something still listens on {port}");
        }
    }

    fn is_complete(&self) -> bool {
        self.instances.iter().all(|instance| {
            let state = instance.get(&format!("db/status?folder={FOLDER}"));
            let here = state["state"] == "idle" && state["needTotalItems"] == 0;
            here && self.instances.iter().all(|other| {
                if other.id == instance.id {
                    return true;
                }
                let path = format!("db/completion?folder={FOLDER}&device={}", other.id);
                let done = instance.get(&path);
                let connected = &instance.get("system/connections")["connections"][&other.id];
                connected["connected"] == true
                    && done["completion"] == 100
                    && done["needItems"] == 0
                    && done["needDeletes"] == 0
            })
        })
    }

    /// What each says, for a test that fails.
    fn state(&self) -> String {
        let mut said = String::from("the libraries do not become the same\n");
        for instance in &self.instances {
            let state = instance.get(&format!("db/status?folder={FOLDER}"));
            let errors = instance.get(&format!("folder/errors?folder={FOLDER}"));
            said += &format!("{}\n{state}\n{errors}\n", instance.library.display());
            for path in files(&instance.library).keys() {
                said += &format!("  {path}\n");
            }
        }
        said
    }
}

impl Instance {
    fn start(home: &Path) -> Self {
        let library = home.join("library");
        std::fs::create_dir_all(&library).unwrap();
        let (port, sync) = (free_port(), free_port());
        let settings = format!(
            r#"<configuration version="35">
  <gui enabled="true" tls="false"><address>127.0.0.1:{port}</address><apikey>{KEY}</apikey></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:{sync}</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <startBrowser>false</startBrowser>
    <reconnectionIntervalS>5</reconnectionIntervalS>
    <minHomeDiskFree unit="%">0</minHomeDiskFree>
  </options>
</configuration>
"#
        );
        let configuration = home.join("syncthing");
        std::fs::create_dir_all(&configuration).unwrap();
        std::fs::write(configuration.join("config.xml"), settings).unwrap();
        let process = Command::new("syncthing")
            .args(["serve", "--no-browser", "--no-restart", "--home"])
            .arg(&configuration)
            .env("HOME", home)
            .env("STNOUPGRADE", "1")
            .env("STNODEFAULTFOLDER", "1")
            // Else this would be a program that only watches over another, which outlives it.
            .env("STMONITORED", "yes")
            // The fastest way to hash is not measured first.
            .env("STHASHING", "standard")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_STATE_HOME")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            home: home.to_owned(),
            library,
            process: Process(process),
            port,
            id: String::new(),
            heard: 0,
        }
    }

    fn await_start(&mut self) {
        let begin = Instant::now();
        loop {
            if let Ok(answer) = self.ask("GET", "system/status", "", Duration::from_secs(5)) {
                let status: Value = serde_json::from_str(&answer).unwrap();
                status["myID"].as_str().unwrap().clone_into(&mut self.id);
                return;
            }
            let ended = self.process.0.try_wait().unwrap();
            assert!(ended.is_none(), "{}: {ended:?}", self.home.display());
            assert!(begin.elapsed() < LONGEST, "it does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Where the others reach it.
    fn address(&self) -> String {
        let options = self.get("config/options");
        options["listenAddresses"][0].as_str().unwrap().to_owned()
    }

    /// Waits for news, not for long.
    fn hear(&mut self) {
        let path = format!("events?since={}&timeout={NEWS}", self.heard);
        let events = self.get(&path);
        if let Some(last) = events.as_array().and_then(|events| events.last()) {
            self.heard = last["id"].as_u64().unwrap();
        }
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, "", LONGEST).unwrap();
        serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{path}: {error}: {answer}"))
    }

    fn put(&self, path: &str, body: &Value) {
        self.ask("PUT", path, &body.to_string(), LONGEST).unwrap();
    }

    fn post(&self, path: &str) {
        self.ask("POST", path, "", LONGEST).unwrap();
    }

    /// A request of its REST interface; an error unless it says that it went well.
    fn ask(
        &self,
        method: &str,
        path: &str,
        body: &str,
        longest: Duration,
    ) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(longest))?;
        // The older protocol: the answer comes in one piece and ends with the connection.
        write!(
            stream,
            "{method} /rest/{path} HTTP/1.0\r\nHost: 127.0.0.1\r\nX-API-Key: {KEY}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let went_well = head.split(' ').nth(1) == Some("200");
        if went_well {
            Ok(body.to_owned())
        } else {
            Err(std::io::Error::other(format!("{method} {path}: {answer}")))
        }
    }
}

/// The files of a library with their bytes, without those of Syncthing itself.
#[must_use]
pub fn files(library: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![library.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if name == ".stfolder" || name.to_string_lossy().starts_with(".syncthing.") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let inside = path.strip_prefix(library).unwrap_or(&path);
                files.insert(inside.to_string_lossy().into_owned(), bytes);
            }
        }
    }
    files
}

/// Says that a test could not be made here. Written past the harness, which keeps the words of
/// tests that pass to itself.
pub fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "\nSKIPPED: {why}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
