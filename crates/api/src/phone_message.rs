//! *Tin nhắn cho nhà cung cấp*: what a provider of SMS or Zalo is handed for each message.

use domain::time::Instant;
use serde::Serialize;

/// One message. The same `id` may come again: it is then the same message, to be sent once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneMessage<'a> {
    /// Stable; also in the header `Idempotency-Key`.
    pub id: &'a str,
    /// Phone number as the person wrote it.
    pub to: &'a str,
    /// Kind of message (`accepted`, `supplement-requested` …), to choose a registered template by.
    pub about: &'a str,
    /// Code of the dossier.
    pub dossier: &'a str,
    /// One line: enough for a short message.
    pub subject: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// Seconds since 1970 in UTC.
    pub created_at: i64,
}

/// The type the body is sent as.
pub const MEDIA_TYPE: &str = "application/json";

impl<'a> PhoneMessage<'a> {
    /// The message of a delivery.
    pub fn of(delivery: &'a store::Delivery, to: &'a str) -> PhoneMessage<'a> {
        PhoneMessage {
            id: &delivery.id,
            to,
            about: &delivery.about,
            dossier: &delivery.dossier,
            subject: &delivery.subject,
            text: &delivery.text,
            created_at: Instant::unix_seconds(delivery.created_at),
        }
    }

    /// As it is sent.
    ///
    /// # Panics
    /// Never: it is plain data.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain data")
    }
}
