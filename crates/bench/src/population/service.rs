//! The register over HTTP, every look-up durable in its log before it is answered.

use super::Files;
use crate::Outcome;
use crate::figures::{Figure, Times};
use crate::server::Server;
use population::services::{self, FeedRight};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const RATE_GOAL: u64 = 15_000;
/// Thousandths of a millisecond: median, 95th and 99th percentile.
const TIME_GOALS: [u64; 3] = [5_000, 5_000, 5_000];
const BATCH_GOAL: u64 = 800_000;

/// How it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking {
    /// How many ask at once.
    pub clients: usize,
    /// For how long.
    pub time: Duration,
    /// Lines of the batch.
    pub batch: usize,
}

/// Starts `motcua population serve` from a program and asks it, one by one and in one long batch.
pub async fn over_http(files: &Files, program: &Path, asking: Asking) -> Outcome<Vec<Figure>> {
    let name = format!("bench-{}", std::process::id());
    let key = services::add(&files.register(), &name, "H42", &["bench".to_owned()], u64::MAX, FeedRight::Nothing)?;
    let server = Server::population(program, &files.register()).await?;
    let bodies = Arc::new(questions(files)?);
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..asking.clients {
        tasks.spawn(ask(server.address, key.clone(), Arc::clone(&bodies), client, start + asking.time));
    }
    let mut times = Times::default();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    let rate =
        Figure::rate(format!("look-ups over HTTP, {} clients", asking.clients), times.len() as u64, start.elapsed());
    let mut figures = vec![rate.goal(RATE_GOAL)];
    figures.extend(times.figures("one look-up over HTTP", TIME_GOALS));
    let (lines, time) = batch(server.address, &key, &bodies, asking.batch).await?;
    figures.push(Figure::rate("look-ups in a batch over HTTP", lines, time).goal(BATCH_GOAL));
    drop(server);
    services::remove(&files.register(), &name)?;
    Ok(figures)
}

/// Number, name and date of some questions as the inside of a JSON object.
fn questions(files: &Files) -> Outcome<Vec<String>> {
    let lines = BufReader::new(File::open(files.questions())?).lines().take(20_000);
    let body = |line: std::io::Result<String>| {
        let line = line?;
        let mut cells = line.split('\t').map(|cell| cell.replace(['"', '\\'], ""));
        let mut next = || cells.next().unwrap_or_default();
        Ok(format!(r#""number":"{}","full_name":"{}","birth_date":"{}""#, next(), next(), next()))
    };
    lines.map(body).collect()
}

async fn ask(
    address: SocketAddr,
    key: String,
    bodies: Arc<Vec<String>>,
    client: usize,
    until: Instant,
) -> Outcome<Times> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut times = Times::default();
    let mut answer = vec![0; 4096];
    for body in bodies.iter().cycle().skip(client * 301) {
        if Instant::now() >= until {
            break;
        }
        let body = format!(r#"{{{body},"purpose":"bench","officer":"cb.1","dossier":"H42.19-231016-0001"}}"#);
        let request = format!(
            "POST /v1/verify HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let start = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        let mut read = 0;
        // Head and body of an answer are short and end with the brace of the body.
        while !answer[..read].ends_with(b"}") {
            match stream.read(&mut answer[read..]).await? {
                0 => return Err("the server closed the connection".into()),
                some => read += some,
            }
        }
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(String::from_utf8_lossy(&answer[..read]).into());
        }
        times.push(start.elapsed());
    }
    Ok(times)
}

/// Sends a long batch while its answers are read and counted.
async fn batch(address: SocketAddr, key: &str, bodies: &[String], lines: usize) -> Outcome<(u64, Duration)> {
    let mut body = Vec::new();
    for question in bodies.iter().cycle().take(lines) {
        body.extend_from_slice(format!("{{{question}}}\n").as_bytes());
    }
    let head = format!(
        "POST /v1/verify/batch HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {key}\r\nmotcua-purpose: bench\r\n\
         motcua-dossier: KH-12\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let start = Instant::now();
    let (mut from, mut to) = TcpStream::connect(address).await?.into_split();
    let sender = tokio::spawn(async move {
        to.write_all(head.as_bytes()).await?;
        to.write_all(&body).await?;
        // Kept open until the answers are read.
        Ok::<_, std::io::Error>(to)
    });
    let mut buffer = vec![0; 1 << 18];
    let mut answered = 0;
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        answered += buffer[..read].iter().filter(|byte| **byte == b'}').count() as u64;
    }
    let time = start.elapsed();
    sender.await??;
    if answered != lines as u64 {
        return Err(format!("{lines} questions, {answered} answers").into());
    }
    Ok((answered, time))
}
