//! *Cổng nối nhà cung cấp tin nhắn*: one HTTP POST for each message, signed, to a program that passes it on as SMS
//! or Zalo. What the body says is a shape of `api`.

use crate::{SendError, Unusable};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, StatusCode, Uri};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sha2::Sha256;
use std::time::Duration;

/// How long the whole exchange may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A provider's door.
pub struct Webhook {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    address: Uri,
    secret: String,
}

/// HMAC-SHA256 of a body in hexadecimal: what the header `X-Motcua-Signature` carries after `sha256=`.
///
/// # Panics
/// Never: HMAC takes keys of any length.
pub fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Webhook {
    /// The provider's address and the secret both sides know, of at least 16 characters.
    pub fn open(address: &str, secret: &str) -> Result<Webhook, Unusable> {
        let wrong =
            || Unusable("địa chỉ cổng tin nhắn chưa đúng; viết như https://nha-cung-cap.example/gui".to_owned());
        let address: Uri = address.parse().map_err(|_| wrong())?;
        if address.host().is_none() || !matches!(address.scheme_str(), Some("http" | "https")) {
            return Err(wrong());
        }
        if secret.len() < 16 {
            return Err(Unusable("khoá ký của cổng tin nhắn phải dài ít nhất 16 ký tự".to_owned()));
        }
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| Unusable("máy này không có chứng thư gốc nào để kiểm tra địa chỉ https".to_owned()))?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(https);
        Ok(Webhook { client, address, secret: secret.to_owned() })
    }

    /// Hands one message over. `id` is its idempotency key: a provider that sees it again sends nothing.
    pub async fn send(&self, id: &str, media_type: &str, body: Vec<u8>) -> Result<(), SendError> {
        let request = Request::post(self.address.clone())
            .header(CONTENT_TYPE, media_type)
            .header("idempotency-key", id)
            .header("x-motcua-signature", format!("sha256={}", sign(&self.secret, &body)))
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| SendError::Never("yêu cầu không đóng gói được".to_owned()))?;
        let answer = tokio::time::timeout(PATIENCE, self.client.request(request)).await;
        match answer {
            Err(_) => Err(SendError::Later("cổng tin nhắn không trả lời kịp".to_owned())),
            Ok(Err(_)) => Err(SendError::Later("không nối được tới cổng tin nhắn".to_owned())),
            Ok(Ok(answer)) => told(answer.status()),
        }
    }
}

/// Whether the provider took it; `409` says that it has had it already.
fn told(status: StatusCode) -> Result<(), SendError> {
    let said = format!("cổng tin nhắn trả lời {}", status.as_u16());
    match status {
        status if status.is_success() || status == StatusCode::CONFLICT => Ok(()),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Err(SendError::Later(said)),
        status if status.is_client_error() => Err(SendError::Never(said)),
        _ => Err(SendError::Later(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // RFC 4231, test case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(sign("Jefe", b"what do ya want for nothing?"), expected);
    }

    #[test]
    fn an_answer_says_whether_to_try_again() {
        for (status, sent, again) in
            [(200, true, false), (409, true, false), (400, false, false), (429, false, true), (503, false, true)]
        {
            let said = told(StatusCode::from_u16(status).unwrap());
            assert_eq!((said.is_ok(), matches!(said, Err(SendError::Later(_)))), (sent, again), "{status}");
        }
    }

    #[test]
    fn an_address_or_secret_that_cannot_work_is_refused() {
        for (address, secret) in
            [("ftp://x", "0123456789abcdef"), ("/gui", "0123456789abcdef"), ("https://x.example/gui", "ngắn")]
        {
            assert!(Webhook::open(address, secret).is_err(), "{address}");
        }
    }
}
