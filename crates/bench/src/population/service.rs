//! The register over HTTP, every look-up durable in its log before it is answered.

use super::Files;
use crate::Outcome;
use crate::figures::{Figure, Times, micros, per_second};
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

/// Starts `motcua population serve` from a program and asks it, one by one and in one long batch; beside it a server
/// that only greets (`greeter` is this program), asked by as many in the same way, and a loop that only finds what is
/// asked in the lines of the batch.
pub async fn over_http(files: &Files, program: &Path, greeter: &Path, asking: Asking) -> Outcome<Vec<Figure>> {
    let (hello, hello_time) = greetings(greeter, asking).await?;
    let name = format!("bench-{}", std::process::id());
    let key = services::add(&files.register(), &name, "H42", &["bench".to_owned()], u64::MAX, FeedRight::Nothing)?;
    let server = Server::population(program, &files.register()).await?;
    let bodies = Arc::new(questions(files)?);
    let wanted: Arc<Vec<Vec<u8>>> = Arc::new(bodies.iter().map(|body| request(&key, body)).collect());
    let (times, took) = all_ask(server.address, wanted, b"}", asking).await?;
    let rate = Figure::rate(format!("look-ups over HTTP, {} clients", asking.clients), times.len() as u64, took);
    let hellos = per_second(hello.len() as u64, hello_time);
    let mut figures = vec![rate.beside("bare greeting over HTTP", hellos).goal(RATE_GOAL)];
    for (figure, bare) in times.figures("one look-up over HTTP", TIME_GOALS).into_iter().zip([50, 95, 99]) {
        figures.push(figure.beside("bare greeting over HTTP", micros(hello.percentile(bare))));
    }
    let lines = lines(&bodies, asking.batch);
    let bare = bare_parse(&lines);
    let (answered, time) = batch(server.address, &key, lines, asking.batch).await?;
    figures.push(
        Figure::rate("look-ups in a batch over HTTP", answered, time)
            .beside("bare parse loop, one thread", bare)
            .goal(BATCH_GOAL),
    );
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

/// One look-up as it is sent.
fn request(key: &str, body: &str) -> Vec<u8> {
    let body = format!(r#"{{{body},"purpose":"bench","officer":"cb.1","dossier":"H42.19-231016-0001"}}"#);
    let head = format!(
        "POST /v1/verify HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// How long each greeting took, and all of them together.
async fn greetings(greeter: &Path, asking: Asking) -> Outcome<(Times, Duration)> {
    let server = Server::greeter(greeter.to_owned()).await?;
    let wanted = Arc::new(vec![b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()]);
    all_ask(server.address, wanted, "chào".as_bytes(), asking).await
}

/// All clients ask until the time is over: how long each answer took, and all of it together.
async fn all_ask(
    address: SocketAddr,
    wanted: Arc<Vec<Vec<u8>>>,
    end: &'static [u8],
    asking: Asking,
) -> Outcome<(Times, Duration)> {
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..asking.clients {
        tasks.spawn(ask(address, Arc::clone(&wanted), end, client, start + asking.time));
    }
    let mut times = Times::default();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    Ok((times, start.elapsed()))
}

async fn ask(
    address: SocketAddr,
    wanted: Arc<Vec<Vec<u8>>>,
    end: &'static [u8],
    client: usize,
    until: Instant,
) -> Outcome<Times> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut times = Times::default();
    let mut answer = vec![0; 4096];
    for request in wanted.iter().cycle().skip(client * 301 % wanted.len()) {
        let start = Instant::now();
        if start >= until {
            break;
        }
        stream.write_all(request).await?;
        let mut read = 0;
        // Head and body of an answer are short and end as the body does.
        while !answer[..read].ends_with(end) {
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

/// So many questions, one a line.
fn lines(bodies: &[String], count: usize) -> Vec<u8> {
    let mut lines = Vec::new();
    for question in bodies.iter().cycle().take(count) {
        for part in ["{", question, "}\n"] {
            lines.extend_from_slice(part.as_bytes());
        }
    }
    lines
}

/// Lines a second of a loop that finds the six texts of each and adds up the digits of the number.
fn bare_parse(lines: &[u8]) -> u64 {
    let start = Instant::now();
    let (mut count, mut sum) = (0, 0_u64);
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let texts = line.split(|byte| *byte == b'"').skip(1).step_by(2);
        let number = texts.clone().nth(1).unwrap_or_default();
        sum = number.iter().fold(sum, |sum, byte| sum.wrapping_mul(10).wrapping_add(u64::from(*byte)));
        sum = texts.fold(sum, |sum, text| sum.wrapping_add(text.len() as u64));
        count += 1;
    }
    std::hint::black_box(sum);
    per_second(count, start.elapsed())
}

/// Sends a long batch while its answers are read and counted.
async fn batch(address: SocketAddr, key: &str, body: Vec<u8>, lines: usize) -> Outcome<(u64, Duration)> {
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
