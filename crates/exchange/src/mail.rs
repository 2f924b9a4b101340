//! *Thư điện tử* by SMTP.

use crate::{SendError, Unusable};
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// How long one answer of the mail server is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server that takes our letters.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
}

/// One letter.
pub struct Letter<'a> {
    /// Stable: a letter sent twice carries the same Message-ID, by which mail programs show it once.
    pub id: &'a str,
    /// Address.
    pub to: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Plain text.
    pub text: &'a str,
}

impl Mail {
    /// `smtps://user:password@host:465`, `smtp://host:587?tls=required` or `smtp://host:25` (no encryption: for a
    /// server on the same machine), and the sender's address.
    pub fn open(url: &str, from: &str) -> Result<Mail, Unusable> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            Unusable("địa chỉ máy chủ thư chưa đúng; viết như smtps://tài-khoản:mật-khẩu@máy-chủ:465".to_owned())
        })?;
        let from: Mailbox =
            from.parse().map_err(|_| Unusable(format!("địa chỉ người gửi «{from}» không phải địa chỉ thư")))?;
        let host = from.email.domain().to_owned();
        let transport = builder.timeout(Some(PATIENCE)).build();
        Ok(Mail { transport, from, host })
    }

    /// Sends one letter: once the server has taken it, it is sent.
    pub async fn send(&self, letter: &Letter<'_>) -> Result<(), SendError> {
        let to: Mailbox =
            letter.to.parse().map_err(|_| SendError::Never("địa chỉ thư của người nhận không đọc được".to_owned()))?;
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(letter.text.to_owned())
            .map_err(|_| SendError::Never("thư không đóng gói được".to_owned()))?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| explained(&error))
    }
}

/// The number a server answered with and nothing else of its answer, which may repeat an address.
fn explained(error: &lettre::transport::smtp::Error) -> SendError {
    let number = error.status().map(|code| code.to_string());
    match number {
        Some(number) if error.is_permanent() => SendError::Never(format!("máy chủ thư trả lời {number}")),
        Some(number) => SendError::Later(format!("máy chủ thư trả lời {number}")),
        None if error.is_timeout() => SendError::Later("máy chủ thư không trả lời kịp".to_owned()),
        None => SendError::Later("không nối được tới máy chủ thư".to_owned()),
    }
}
