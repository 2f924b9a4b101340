//! One POST and its answer: within a time and a size, over TLS that is checked where the address says https.

use crate::Unusable;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;

/// No answer of a person is longer.
const ANSWER_BYTES: usize = 1 << 20;
/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);

/// A way out.
pub(crate) struct Wire {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
}

/// An address that can be posted to; `what` names the setting in what is said of a wrong one.
pub(crate) fn address(text: &str, what: &str) -> Result<Uri, Unusable> {
    let uri: Option<Uri> = text.trim().parse().ok();
    let usable = |uri: &Uri| uri.host().is_some() && matches!(uri.scheme_str(), Some("http" | "https"));
    uri.filter(usable).ok_or_else(|| Unusable(format!("{what} chưa đúng; viết như https://may-chu.example/duong-dan")))
}

/// What is posted, and where.
pub(crate) struct Letter<'a> {
    pub(crate) address: &'a Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Nothing was sent: trying again does nothing twice.
    NotReached,
    /// The whole exchange took too long.
    TimedOut,
    /// The answer broke off, or was too long.
    Broken,
}

impl Wire {
    /// Each exchange may take so long.
    pub(crate) fn open(patience: Duration) -> Result<Wire, Unusable> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECTING));
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| Unusable("máy này không có chứng thư gốc nào để kiểm tra địa chỉ https".to_owned()))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new()).build(https);
        Ok(Wire { client, patience })
    }

    /// Posts a body and waits for the whole answer.
    pub(crate) async fn post(&self, letter: Letter<'_>) -> Result<(StatusCode, Bytes), Silence> {
        tokio::time::timeout(self.patience, self.exchange(letter)).await.unwrap_or(Err(Silence::TimedOut))
    }

    async fn exchange(&self, letter: Letter<'_>) -> Result<(StatusCode, Bytes), Silence> {
        let mut request = Request::new(Full::new(Bytes::from(letter.body)));
        *request.method_mut() = hyper::Method::POST;
        *request.uri_mut() = letter.address.clone();
        *request.headers_mut() = letter.headers;
        let answer = self.client.request(request).await.map_err(|error| match error.is_connect() {
            true => Silence::NotReached,
            false => Silence::Broken,
        })?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES).collect().await;
        let body = body.map_err(|_| Silence::Broken)?;
        Ok((status, body.to_bytes()))
    }
}

/// A header's value that no log shows; `None` where it holds what no header may.
pub(crate) fn secret_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}
