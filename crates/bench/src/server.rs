//! The server that is measured: the program itself in a process of its own, or its pages inside this one.

use crate::http::Client;
use crate::place::{Place, now};
use crate::{Failure, Outcome};
use app::App;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take before it answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that answers.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub start: Duration,
    process: Option<Child>,
}

impl Server {
    /// Starts `motcua serve` on a place that has officers, and waits until it answers.
    pub async fn start(place: &Place) -> Outcome<Server> {
        let mut command = Command::new(program("motcua")?);
        command.arg("--data").arg(place.folder());
        if let Some(url) = place.url() {
            command.arg("--database-url").arg(url);
        }
        let address = free_address()?;
        command.args(["serve", "--trust-proxy", "127.0.0.1", "--listen", &address.to_string()]);
        Server::of(command, address, "/", 200).await
    }

    /// Starts `motcua population serve` on a register and waits until it answers, which without a key is a refusal.
    pub async fn population(program: &Path, register: &Path) -> Outcome<Server> {
        let address = free_address()?;
        let mut command = Command::new(program);
        command.args(["population", "serve", "--listen", &address.to_string(), "--register"]).arg(register);
        Server::of(command, address, "/", 404).await
    }

    /// Starts the server that greets and does nothing else: the anchor of a start.
    pub async fn greeter(bench: PathBuf) -> Outcome<Server> {
        let address = free_address()?;
        let mut command = Command::new(bench);
        command.args(["greet", &address.to_string()]);
        Server::of(command, address, "/", 200).await
    }

    /// Serves the pages inside this process; it ends with the process.
    pub async fn inside(app: App) -> Outcome<Server> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let begun = Instant::now();
        let mut settings =
            portal::Settings::new(portal::Site::default(), &format!("http://{address}"), crate::place::KEY, now);
        settings.trusted_proxies = vec![address.ip()];
        let router = portal::router(app, settings).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Server { address, start: begun.elapsed(), process: None })
    }

    async fn of(mut command: Command, address: SocketAddr, path: &str, status: u16) -> Outcome<Server> {
        let begun = Instant::now();
        let process = command.stdout(Stdio::null()).spawn()?;
        let mut server = Server { address, start: Duration::ZERO, process: Some(process) };
        loop {
            if let Ok(mut client) = Client::connect(address).await
                && client.get(path, "", 0).await.is_ok_and(|answer| answer.status == status)
            {
                server.start = begun.elapsed();
                return Ok(server);
            }
            let ended = server.process.as_mut().and_then(|process| process.try_wait().ok().flatten());
            if let Some(status) = ended {
                return Err(format!("the server ended with {status} before it answered").into());
            }
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Resident memory of its process in thousandths of a megabyte.
    pub fn resident_kilobytes(&self) -> Outcome<u64> {
        let process = self.process.as_ref().ok_or("the server has no process of its own")?;
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("the system tells no memory")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024 / 1000)
    }

    /// Processor time its process has used so far: unlike the time on the clock, little changed by other programs.
    pub fn processor_time(&self) -> Outcome<Duration> {
        let process = self.process.as_ref().ok_or("the server has no process of its own")?;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id()))?;
        // After the name of the program, which may hold anything, come state and numbers; ticks are hundredths.
        let (_, numbers) = stat.rsplit_once(')').ok_or("the system tells no times")?;
        let ticks = numbers.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
        Ok(Duration::from_millis(10 * ticks.sum::<Result<u64, _>>()?))
    }

    /// Tells it to stop and waits until what was begun has come to its end.
    pub fn stop(mut self) -> Outcome<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        Command::new("kill").arg(process.id().to_string()).status()?;
        let status = process.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // Whatever went wrong is told elsewhere; nothing may go on running.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// A program built beside this one; built now if this one was started by cargo.
pub fn program(name: &str) -> Outcome<PathBuf> {
    let file = std::env::current_exe()?.with_file_name(name);
    if let Ok(cargo) = std::env::var("CARGO") {
        let status = Command::new(cargo).args(["build", "--release", "--quiet", "-p", name]).status()?;
        if !status.success() {
            return Err(Failure::from(format!("{name} could not be built")));
        }
    }
    if file.exists() {
        Ok(file)
    } else {
        Err(format!("build the server first: cargo build --release -p {name}").into())
    }
}

fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Answers `/` with a greeting, for ever: what a server costs that does nothing.
pub async fn greet(address: SocketAddr) -> Outcome<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    let router = axum::Router::new().route("/", axum::routing::get(|| async { "Xin chào" }));
    Ok(axum::serve(listener, router).await?)
}
