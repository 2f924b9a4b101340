//! Asking a provider: https, one answer of bounded size in bounded time, no redirections followed.

use super::LoginError;
use crate::Unusable;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{Request, StatusCode, Uri};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;

/// How long one answer is waited for: somebody is looking at an empty page meanwhile.
const PATIENCE: Duration = Duration::from_secs(8);
/// No answer of a provider is longer.
const LONGEST: usize = 256 * 1024;

/// The connections to a provider.
pub(super) struct Wire {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Wire {
    pub(super) fn open() -> Result<Wire, Unusable> {
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| Unusable("máy này không có chứng thư gốc nào để kiểm tra địa chỉ https".to_owned()))?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Wire { client: Client::builder(TokioExecutor::new()).build(https) })
    }

    /// A document, with a token where one is asked for.
    pub(super) async fn get(&self, address: &str, token: Option<&str>) -> Result<Bytes, LoginError> {
        let mut request = Request::get(address);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Full::default()).map_err(|_| LoginError::Nonsense("address"))?;
        self.ask(request).await?.map_err(|_| LoginError::Nonsense("status"))
    }

    /// The answer to a form; the inner error is a refusal.
    pub(super) async fn post(
        &self,
        address: &str,
        basic: Option<&str>,
        form: String,
    ) -> Result<Result<Bytes, StatusCode>, LoginError> {
        let mut request = Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(basic) = basic {
            request = request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(basic)));
        }
        let request = request.body(Full::from(form)).map_err(|_| LoginError::Nonsense("address"))?;
        self.ask(request).await
    }

    async fn ask(&self, request: Request<Full<Bytes>>) -> Result<Result<Bytes, StatusCode>, LoginError> {
        let asked = async {
            let answer = self.client.request(request).await.map_err(|_| LoginError::Unreachable("connection"))?;
            let status = answer.status();
            if status.is_server_error() {
                return Err(LoginError::Unreachable("server error"));
            }
            let body = Limited::new(answer.into_body(), LONGEST).collect().await;
            let body = body.map_err(|_| LoginError::Nonsense("body"))?.to_bytes();
            Ok(if status == StatusCode::OK { Ok(body) } else { Err(status) })
        };
        tokio::time::timeout(PATIENCE, asked).await.map_err(|_| LoginError::Unreachable("too slow"))?
    }
}

/// Whether secrets may be sent to an address: by https, or to this very machine.
pub(super) fn is_safe(address: &str) -> bool {
    let Ok(address) = address.parse::<Uri>() else { return false };
    match (address.scheme_str(), address.host()) {
        (Some("https"), Some(host)) => !host.is_empty(),
        (Some("http"), Some("localhost" | "127.0.0.1" | "[::1]")) => true,
        _ => false,
    }
}

/// A text as a value of an address or a form.
pub(super) fn part(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
