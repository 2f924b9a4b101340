//! *Khoá truy cập*: passkeys (WebAuthn level 2), checked on the server: registration without attestation, and the
//! assertions made with them.

mod authenticator;
mod client;
mod key;
#[cfg(test)]
mod tests;

pub use key::PublicKey;

use crate::same;
use crate::vault::Vault;
use authenticator::{Attested, AuthenticatorData};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client::{Ceremony, ClientData};

/// How long a challenge may be answered, in seconds.
pub const CHALLENGE_SECONDS: i64 = 10 * 60;
/// Bytes of chance a challenge needs.
pub const CHANCE: usize = 16;
/// Longest id of a passkey the specification allows.
const LONGEST_ID: usize = 1023;

/// *Trang dùng khoá truy cập*: the site passkeys are bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeySite {
    /// The relying party's id: the host people type.
    pub id: String,
    /// Where the pages are: scheme, host, port.
    pub origin: String,
    /// What the browser calls it.
    pub name: String,
}

impl PasskeySite {
    /// The site of an address; `None` where browsers give no passkeys: without encryption (but for the machine
    /// itself), or under a bare network address.
    pub fn of(address: &str, name: &str) -> Option<PasskeySite> {
        let (scheme, rest) = address.split_once("://")?;
        let authority = rest.split('/').next()?;
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let numbers = host.starts_with('[') || host.split('.').all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        let safe = scheme == "https" || (scheme == "http" && host == "localhost");
        let found = safe && !host.is_empty() && !numbers;
        found.then(|| PasskeySite {
            id: host.to_ascii_lowercase(),
            origin: format!("{scheme}://{}", authority.to_ascii_lowercase()),
            name: name.to_owned(),
        })
    }
}

/// Why a passkey was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// What came is not what browsers send.
    #[error("dữ liệu khoá truy cập không đọc được")]
    Unreadable,
    /// It answers another question: registration in place of an assertion, or the other way round.
    #[error("khoá truy cập trả lời một yêu cầu khác")]
    Ceremony,
    /// The challenge is not ours, not for this, or ran out.
    #[error("yêu cầu đã quá hạn hoặc không phải của trang này")]
    Challenge,
    /// Made on another page.
    #[error("khoá truy cập được dùng ở một trang khác")]
    Origin,
    /// Made for another site.
    #[error("khoá truy cập thuộc trang khác")]
    Site,
    /// Nobody touched the key.
    #[error("chưa có ai chạm vào khoá")]
    Presence,
    /// The key did not check who touched it.
    #[error("khoá chưa kiểm tra người dùng bằng mã PIN hoặc vân tay")]
    Verification,
    /// A key of a kind we do not ask for.
    #[error("loại khoá này chưa dùng được")]
    Algorithm,
    /// The signature is not the key's.
    #[error("chữ ký của khoá không đúng")]
    Signature,
    /// The key has signed less often than before: there may be two of it.
    #[error("bộ đếm của khoá lùi lại, khoá có thể đã bị sao chép")]
    Counter,
}

/// *Thử thách*: what a passkey signs once. It carries its own end and our mark, so nothing is kept until it is
/// answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(String);

/// A challenge that came back in time, for what it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    text: String,
    /// What it is known by once it is spent.
    pub id: [u8; 32],
    /// After this moment it holds no more; seconds since 1970.
    pub ends: i64,
}

impl Challenge {
    /// A challenge for one purpose (whose session, which ceremony) at a moment, seconds since 1970.
    pub fn new(vault: &Vault, purpose: &str, chance: [u8; CHANCE], now: i64) -> Challenge {
        let ends = now + CHALLENGE_SECONDS;
        let mark = Challenge::mark(vault, purpose, &chance, ends);
        Challenge(text_of(&[&chance[..], &ends.to_be_bytes(), &mark].concat()))
    }

    /// As the page carries it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The challenge a browser answered, if it is ours, was made for this and has not run out.
    pub fn answered(vault: &Vault, purpose: &str, client_data: &[u8], now: i64) -> Result<Answered, PasskeyError> {
        let text = ClientData::read(client_data)?.challenge;
        let bytes = bytes_of(&text).ok_or(PasskeyError::Challenge)?;
        let (chance, rest) = bytes.split_at_checked(CHANCE).ok_or(PasskeyError::Challenge)?;
        let (ends, mark) = rest.split_at_checked(8).ok_or(PasskeyError::Challenge)?;
        let ends = i64::from_be_bytes(ends.try_into().map_err(|_| PasskeyError::Challenge)?);
        let ours = same(&Challenge::mark(vault, purpose, chance, ends), mark);
        if !ours || now >= ends || ends > now + CHALLENGE_SECONDS {
            return Err(PasskeyError::Challenge);
        }
        let id = vault.digest("spent challenge", &[&bytes]);
        Ok(Answered { text, id, ends })
    }

    fn mark(vault: &Vault, purpose: &str, chance: &[u8], ends: i64) -> [u8; 32] {
        vault.digest("challenge", &[purpose.as_bytes(), chance, &ends.to_be_bytes()])
    }
}

/// *Khoá truy cập*: as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its id, which the key itself chose.
    pub id: Vec<u8>,
    /// What its signatures are checked with.
    pub key: PublicKey,
    /// How often it has signed; 0 for keys that do not count.
    pub counter: u32,
}

/// Whether the key must have checked who touched it (PIN, fingerprint, face).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// It need not: the password was given.
    Preferred,
    /// It must: the key is all there is.
    Demanded,
}

/// What a browser answers when a key is registered.
#[derive(Debug, Clone, Copy)]
pub struct Registration<'a> {
    /// JSON, as the browser made it.
    pub client_data: &'a [u8],
    /// CBOR, as the key made it.
    pub attestation: &'a [u8],
}

/// What a browser answers when a key is used.
#[derive(Debug, Clone, Copy)]
pub struct Assertion<'a> {
    /// JSON, as the browser made it.
    pub client_data: &'a [u8],
    /// What the key says of itself.
    pub authenticator_data: &'a [u8],
    /// Over both.
    pub signature: &'a [u8],
}

/// The passkey a registration makes. No attestation is asked for and none is believed: which make a key is of
/// matters to nobody here, and asking would tell the makers' names of officers' keys.
pub fn register(site: &PasskeySite, challenge: &Answered, sent: &Registration<'_>) -> Result<Passkey, PasskeyError> {
    check_client(site, challenge, sent.client_data, Ceremony::Create)?;
    let data = authenticator::of_attestation(sent.attestation)?;
    let data = AuthenticatorData::read(&data)?;
    check_site(site, &data)?;
    let Attested { id, key } = data.attested.ok_or(PasskeyError::Unreadable)?;
    if id.is_empty() || id.len() > LONGEST_ID {
        return Err(PasskeyError::Unreadable);
    }
    Ok(Passkey { id, key: PublicKey::read(&key)?, counter: data.counter })
}

/// The counter after an assertion that holds.
pub fn verify(
    site: &PasskeySite,
    challenge: &Answered,
    passkey: &Passkey,
    verification: Verification,
    sent: &Assertion<'_>,
) -> Result<u32, PasskeyError> {
    check_client(site, challenge, sent.client_data, Ceremony::Get)?;
    let data = AuthenticatorData::read(sent.authenticator_data)?;
    check_site(site, &data)?;
    if verification == Verification::Demanded && !data.verified {
        return Err(PasskeyError::Verification);
    }
    let hash = ring::digest::digest(&ring::digest::SHA256, sent.client_data);
    let signed = [sent.authenticator_data, hash.as_ref()].concat();
    passkey.key.verify(&signed, sent.signature)?;
    // Keys that do not count say 0 always; any other must have counted on.
    if (data.counter > 0 || passkey.counter > 0) && data.counter <= passkey.counter {
        return Err(PasskeyError::Counter);
    }
    Ok(data.counter)
}

fn check_client(site: &PasskeySite, challenge: &Answered, sent: &[u8], wanted: Ceremony) -> Result<(), PasskeyError> {
    let client = ClientData::read(sent)?;
    if client.ceremony != wanted {
        return Err(PasskeyError::Ceremony);
    }
    if client.challenge != challenge.text {
        return Err(PasskeyError::Challenge);
    }
    if client.origin != site.origin || client.elsewhere {
        return Err(PasskeyError::Origin);
    }
    Ok(())
}

fn check_site(site: &PasskeySite, data: &AuthenticatorData) -> Result<(), PasskeyError> {
    let expected = ring::digest::digest(&ring::digest::SHA256, site.id.as_bytes());
    if data.site_hash != expected.as_ref() {
        return Err(PasskeyError::Site);
    }
    if data.present { Ok(()) } else { Err(PasskeyError::Presence) }
}

/// Bytes as pages carry them: base64url without padding.
pub fn text_of(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of [`text_of`].
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
