//! A lean HTTP/1.1 client: one connection kept open, one request after the other. It costs little beside the
//! server it measures, and knows just enough of the protocol to be answered by it.

use crate::Outcome;
use std::fmt::Write as _;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to the server.
pub struct Client {
    stream: TcpStream,
    host: String,
    sent: String,
    received: Vec<u8>,
    body: usize,
}

/// What was answered; the body stays with the client until the next request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Where it sends on; empty if nowhere.
    pub location: String,
    /// Name and value of the cookie it sets; empty if none.
    pub cookie: String,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Outcome<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, host: address.to_string(), sent: String::new(), received: Vec::new(), body: 0 })
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str, cookie: &str, from: u64) -> Outcome<Answer> {
        self.begin("GET", path, cookie, from);
        self.sent.push_str("\r\n");
        self.exchange().await
    }

    /// Sends a form, as a page of the site would.
    pub async fn post(&mut self, path: &str, cookie: &str, from: u64, form: &Form) -> Outcome<Answer> {
        self.begin("POST", path, cookie, from);
        let length = form.0.len();
        write!(
            self.sent,
            "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\ncontent-length: {length}\r\n\r\n{}",
            form.0
        )?;
        self.exchange().await
    }

    /// The page that was answered.
    pub fn page(&self) -> &str {
        std::str::from_utf8(&self.received[self.body..]).unwrap_or_default()
    }

    /// Every visitor comes from an address of his own, as behind the proxy of a real site.
    fn begin(&mut self, method: &str, path: &str, cookie: &str, from: u64) {
        self.sent.clear();
        let [.., a, b, c] = from.to_be_bytes();
        let _ =
            write!(self.sent, "{method} {path} HTTP/1.1\r\nhost: {}\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\n", self.host);
        if !cookie.is_empty() {
            let _ = write!(self.sent, "cookie: {cookie}\r\n");
        }
    }

    async fn exchange(&mut self) -> Outcome<Answer> {
        self.stream.write_all(self.sent.as_bytes()).await?;
        self.received.clear();
        let (answer, length) = loop {
            self.receive().await?;
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                self.body = end + 4;
                break read_head(std::str::from_utf8(&self.received[..end])?)?;
            }
        };
        while self.received.len() < self.body + length {
            self.receive().await?;
        }
        Ok(answer)
    }

    async fn receive(&mut self) -> Outcome<()> {
        self.received.reserve(32 * 1024);
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }
}

/// The answer and the length of its body.
fn read_head(head: &str) -> Outcome<(Answer, usize)> {
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("an answer begins with a status")?;
    let mut answer = Answer { status: status.parse()?, ..Answer::default() };
    let mut length = 0;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse()?;
        } else if name.eq_ignore_ascii_case("location") {
            value.clone_into(&mut answer.location);
        } else if name.eq_ignore_ascii_case("set-cookie") {
            answer.cookie = value.split(';').next().unwrap_or_default().to_owned();
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return Err("pages are sent with their length".into());
        }
    }
    Ok((answer, length))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// A form as it travels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(String);

impl Form {
    /// A form of some fields.
    pub fn of(fields: &[(&str, &str)]) -> Form {
        fields.iter().fold(Form::default(), |form, (name, value)| form.with(name, value))
    }

    /// As it travels.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// With one more field.
    pub fn with(mut self, name: &str, value: &str) -> Form {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(&mut self.0, name);
        self.0.push('=');
        encode(&mut self.0, value);
        self
    }
}

fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_far_as_it_is_needed() {
        let head = "HTTP/1.1 303 See Other\r\nLocation: /a\r\nset-cookie: k=v~w; Path=/\r\ncontent-length: 0";
        let answer = Answer { status: 303, location: "/a".to_owned(), cookie: "k=v~w".to_owned() };
        assert_eq!(read_head(head).unwrap(), (answer, 0));
    }

    #[test]
    fn forms_travel_in_ascii() {
        assert_eq!(Form::of(&[("ten", "Đỗ A"), ("so", "1&2")]).0, "ten=%C4%90%E1%BB%97%20A&so=1%262");
    }
}
