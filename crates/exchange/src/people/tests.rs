//! The client before servers that behave badly, on loopback.

use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const MATCH: &str = "HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{\"result\":\"match\"}";

/// How a server treats the connections that come to it.
#[derive(Clone, Copy)]
enum Manner {
    /// Says this and closes.
    Says(&'static str),
    /// Refuses so often with 503, then answers.
    BusyAtFirst(u64),
    /// A byte every now and then, without end.
    Drips,
    /// A hundred megabytes.
    Floods,
}

/// A server, how many asked it and how many bytes it could send.
async fn server(manner: Manner) -> (String, Arc<AtomicU64>, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let [asked, sent] = [0, 0].map(|_| Arc::new(AtomicU64::new(0)));
    let counted = (Arc::clone(&asked), Arc::clone(&sent));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let before = asked.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(treat(stream, manner, before, Arc::clone(&sent)));
        }
    });
    (url, counted.0, counted.1)
}

async fn treat(mut stream: TcpStream, manner: Manner, before: u64, sent: Arc<AtomicU64>) {
    let mut request = vec![0; 8192];
    let _ = stream.read(&mut request).await;
    match manner {
        Manner::BusyAtFirst(times) if before < times => {
            let _ = stream.write_all(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
        }
        Manner::BusyAtFirst(_) => drop(stream.write_all(MATCH.as_bytes()).await),
        Manner::Says(text) => drop(stream.write_all(text.as_bytes()).await),
        Manner::Drips => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n").await;
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Manner::Floods => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await;
            let chunk = [&b"10000\r\n"[..], &[b' '; 0x10000], b"\r\n"].concat();
            for _ in 0..1600 {
                if stream.write_all(&chunk).await.is_err() {
                    return;
                }
                sent.fetch_add(0x10000, Ordering::SeqCst);
            }
        }
    }
}

fn register(url: &str) -> Register {
    let settings = RegisterSettings::Service { url: url.to_owned(), key: "k".to_owned() };
    Register::patient(settings, || 0, Duration::from_millis(1500)).unwrap()
}

fn question() -> PersonQuestion {
    PersonQuestion {
        number: "001090000001".parse().unwrap(),
        full_name: "Nguyễn Thị Hoà".parse().unwrap(),
        birth_date: "21/3/1990".parse().unwrap(),
        purpose: "tthc".to_owned(),
        officer: "cb.1".to_owned(),
        agency: "H42.19".to_owned(),
        dossier: "H42.19-231016-0001".to_owned(),
    }
}

#[tokio::test]
async fn a_server_that_is_busy_for_a_moment_is_asked_again() {
    let (url, asked, _) = server(Manner::BusyAtFirst(2)).await;
    assert_eq!(register(&url).confirm(&question()).await, Ok(Verdict::Match));
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn an_answer_that_is_none_is_not_asked_for_twice() {
    let rows = [
        (Manner::Says("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"result\":"), OutOfReach::Nonsense),
        (Manner::Says("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"), OutOfReach::Nonsense),
        (
            Manner::Says("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"),
            OutOfReach::Nonsense,
        ),
        (Manner::Says("SSH-2.0-x\r\n"), OutOfReach::Nonsense),
        (Manner::Says(""), OutOfReach::Nonsense),
        (Manner::Drips, OutOfReach::TimedOut),
        (Manner::Floods, OutOfReach::Nonsense),
    ];
    for (place, (manner, lost)) in rows.into_iter().enumerate() {
        let (url, asked, sent) = server(manner).await;
        assert_eq!(register(&url).ask(&question()).await, Err(lost.into()), "row {place}");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "row {place}");
        assert!(sent.load(Ordering::SeqCst) < 50 << 20, "row {place}: most of a flood was never taken");
    }
}

#[tokio::test]
async fn who_never_answers_is_left_alone_for_a_while() {
    let (url, asked, _) = server(Manner::Says("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")).await;
    let register = register(&url);
    for _ in 0..5 {
        assert_eq!(register.ask(&question()).await, Err(OutOfReach::Nonsense.into()));
    }
    let refused = register.ask(&question()).await;
    assert!(matches!(refused, Err(RegisterError::OutOfReach(OutOfReach::CircuitOpen { .. }))), "{refused:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn where_nobody_listens_it_is_said_after_three_tries() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(register(&url).ask(&question()).await, Err(OutOfReach::NotReached.into()));
}

#[test]
fn what_is_told_of_a_failure_names_nobody() {
    let lost = [OutOfReach::TimedOut, OutOfReach::NotReached, OutOfReach::Nonsense];
    let open = OutOfReach::CircuitOpen { again_in: Duration::from_millis(1) };
    for error in lost.into_iter().chain([open]).map(RegisterError::from).chain([RegisterError::QuotaUsedUp]) {
        let said = error.to_string();
        assert!(!said.contains("Hoà") && !said.contains("001090000001") && said.contains("dân cư"), "{said}");
    }
    let shown = format!("{:?}", question());
    assert!(!shown.contains("Hoà") && !shown.contains("001090000001"), "{shown}");
}
