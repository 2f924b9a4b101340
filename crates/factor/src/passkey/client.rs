//! *Dữ liệu của trình duyệt*: what the browser says it was asked, where, and with which challenge.

use super::PasskeyError;
use serde::Deserialize;

/// Which question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    /// A new key.
    Create,
    /// A signature with a key there is.
    Get,
}

/// *Dữ liệu của trình duyệt*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClientData {
    pub(super) ceremony: Ceremony,
    pub(super) challenge: String,
    pub(super) origin: String,
    /// Whether it was asked from a frame inside another site's page.
    pub(super) elsewhere: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<String>,
}

impl ClientData {
    /// Reads the JSON; members we do not know are the future's and are passed over.
    pub(super) fn read(json: &[u8]) -> Result<ClientData, PasskeyError> {
        let sent: Sent = serde_json::from_slice(json).map_err(|_| PasskeyError::Unreadable)?;
        let ceremony = match sent.kind.as_str() {
            "webauthn.create" => Ceremony::Create,
            "webauthn.get" => Ceremony::Get,
            _ => return Err(PasskeyError::Ceremony),
        };
        let elsewhere = sent.cross_origin || sent.top_origin.is_some();
        Ok(ClientData { ceremony, challenge: sent.challenge, origin: sent.origin, elsewhere })
    }
}
