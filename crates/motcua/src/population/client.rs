//! What `follow` and `resync` ask of a service over HTTP. Plain HTTP: encryption is the work of the agency's connection
//! to the exchange (a proxy on the same machine), as with the country's data sharing platform.

use api::population::Refusal;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HOST};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use population::feed::Page;
use population::follow::Scope;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpStream;

/// The header that says up to which change a page goes.
pub(super) const UP_TO: &str = "motcua-up-to";
/// The header that says whose changes are sent.
pub(super) const SCOPE: &str = "motcua-scope";
/// How long a service may take to begin its answer.
const PATIENCE: Duration = Duration::from_secs(60);

type Failure = Box<dyn Error + Send + Sync>;

/// A service and the key to it.
pub(super) struct Client {
    /// Host and port.
    authority: String,
    key: String,
}

impl Client {
    pub(super) fn of(url: &str, key_file: Option<&Path>) -> Result<Client, Box<dyn Error>> {
        let authority = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
        let authority = authority.filter(|rest| !rest.is_empty() && !rest.contains('/'));
        let authority = authority.ok_or_else(|| {
            format!(
                "địa chỉ «{url}» chưa đúng: ghi http://máy:cổng; nơi cần mã hoá, trỏ tới cổng kết nối của cơ quan \
                 trên cùng máy"
            )
        })?;
        let authority = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        let key_file = key_file.ok_or("cần --key-file: tệp chứa khoá do đơn vị quản lý dịch vụ cấp")?;
        let key = std::fs::read_to_string(key_file)
            .map_err(|error| format!("không đọc được tệp khoá «{}»: {error}", key_file.display()))?;
        Ok(Client { authority, key: key.trim().to_owned() })
    }

    /// Changes after one.
    pub(super) async fn page(&self, after: u64) -> Result<(Page, Scope), Failure> {
        let answer = self.ask(Method::GET, &format!("/v1/changes?after={after}"), Bytes::new()).await?;
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let up_to = header(UP_TO).and_then(|value| value.parse().ok());
        let up_to = up_to.ok_or("máy chủ trả lời thiếu số thứ tự; kiểm tra lại địa chỉ")?;
        let scope = if header(SCOPE) == Some("subscribed") { Scope::Subscribed } else { Scope::Everyone };
        // A body cut off is an error here: its length was announced.
        let lines = answer.into_body().collect().await?.to_bytes().to_vec();
        Ok((Page { lines, up_to }, scope))
    }

    /// Names the people whose changes are to be sent.
    pub(super) async fn subscribe(&self, numbers: Vec<u8>) -> Result<(), Failure> {
        self.ask(Method::PUT, "/v1/subscription", numbers.into()).await.map(drop)
    }

    /// Writes the file of people down, for its owner only.
    pub(super) async fn people(&self, path: &Path) -> Result<(), Failure> {
        let mut body = self.ask(Method::GET, "/v1/people", Bytes::new()).await?.into_body();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        while let Some(frame) = body.frame().await {
            if let Some(part) = frame?.data_ref() {
                file.write_all(part)?;
            }
        }
        Ok(file.flush()?)
    }

    async fn ask(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>, Failure> {
        let answer = tokio::time::timeout(PATIENCE, self.begin(method, path, body)).await;
        let answer = answer.map_err(|_| format!("{} không trả lời trong 60 giây", self.authority))??;
        if answer.status() == StatusCode::OK {
            return Ok(answer);
        }
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        let said = serde_json::from_slice::<Refusal<'_>>(&body);
        Err(match said {
            Ok(refusal) => refusal.error.into_owned().into(),
            Err(_) => format!("{} trả lời {status}; kiểm tra lại địa chỉ", self.authority).into(),
        })
    }

    async fn begin(&self, method: Method, path: &str, body: Bytes) -> Result<Response<Incoming>, Failure> {
        let unreachable = |error| format!("không kết nối được {}: {error}", self.authority);
        let stream = TcpStream::connect(&self.authority).await.map_err(unreachable)?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.authority)
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .body(Full::new(body))?;
        Ok(sender.send_request(request).await?)
    }
}
