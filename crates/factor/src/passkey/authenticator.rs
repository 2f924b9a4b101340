//! *Dữ liệu của khoá*: what an authenticator says of itself, byte by byte (WebAuthn level 2, section 6.1).

use super::PasskeyError;
use ciborium::Value;

/// Somebody touched it.
const PRESENT: u8 = 0x01;
/// It checked who.
const VERIFIED: u8 = 0x04;
/// A new key follows.
const ATTESTED: u8 = 0x40;
/// Extensions follow.
const EXTENDED: u8 = 0x80;
/// Maps inside maps deeper than this are nothing a key sends.
const DEEPEST: usize = 16;

/// *Dữ liệu của khoá*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AuthenticatorData {
    pub(super) site_hash: [u8; 32],
    pub(super) present: bool,
    pub(super) verified: bool,
    pub(super) counter: u32,
    pub(super) attested: Option<Attested>,
}

/// A new key with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attested {
    pub(super) id: Vec<u8>,
    /// COSE, as it came.
    pub(super) key: Vec<u8>,
}

impl AuthenticatorData {
    pub(super) fn read(bytes: &[u8]) -> Result<AuthenticatorData, PasskeyError> {
        let mut rest = bytes;
        let site_hash = take::<32>(&mut rest)?;
        let [flags] = take::<1>(&mut rest)?;
        let counter = u32::from_be_bytes(take::<4>(&mut rest)?);
        let attested = if flags & ATTESTED == 0 { None } else { Some(attested(&mut rest)?) };
        if flags & EXTENDED != 0 {
            item(&mut rest)?;
        }
        if !rest.is_empty() {
            return Err(PasskeyError::Unreadable);
        }
        let (present, verified) = (flags & PRESENT != 0, flags & VERIFIED != 0);
        Ok(AuthenticatorData { site_hash, present, verified, counter, attested })
    }
}

fn attested(rest: &mut &[u8]) -> Result<Attested, PasskeyError> {
    let _make = take::<16>(rest)?;
    let length = usize::from(u16::from_be_bytes(take::<2>(rest)?));
    let (id, after) = rest.split_at_checked(length).ok_or(PasskeyError::Unreadable)?;
    *rest = after;
    let from = *rest;
    item(rest)?;
    let key = from[..from.len() - rest.len()].to_vec();
    Ok(Attested { id: id.to_vec(), key })
}

/// The authenticator data inside an attestation object. A statement of a maker is not asked for and not looked at;
/// where there is none it must say so in the one way there is.
pub(super) fn of_attestation(bytes: &[u8]) -> Result<Vec<u8>, PasskeyError> {
    let mut rest = bytes;
    let object = item(&mut rest)?;
    let map = object.as_map().filter(|_| rest.is_empty()).ok_or(PasskeyError::Unreadable)?;
    let member = |name: &str| {
        let found = map.iter().find(|(key, _)| key.as_text() == Some(name));
        found.map(|(_, value)| value).ok_or(PasskeyError::Unreadable)
    };
    let format = member("fmt")?.as_text().ok_or(PasskeyError::Unreadable)?;
    let statement = member("attStmt")?.as_map().ok_or(PasskeyError::Unreadable)?;
    if format == "none" && !statement.is_empty() {
        return Err(PasskeyError::Unreadable);
    }
    member("authData")?.as_bytes().cloned().ok_or(PasskeyError::Unreadable)
}

/// One item of CBOR from the front.
pub(super) fn item(rest: &mut &[u8]) -> Result<Value, PasskeyError> {
    ciborium::de::from_reader_with_recursion_limit(rest, DEEPEST).map_err(|_| PasskeyError::Unreadable)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], PasskeyError> {
    let (taken, after) = rest.split_first_chunk::<N>().ok_or(PasskeyError::Unreadable)?;
    *rest = after;
    Ok(*taken)
}
