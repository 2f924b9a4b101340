//! *Mã thông báo định danh* (ID token): signed by whom we asked, for us, for this way in, now. OpenID Connect Core 1.0,
//! section 3.1.3.7.

use super::LoginError;
use super::keys::{Algorithm, Keys};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Clocks differ by no more, in seconds.
const CLOCKS_DIFFER: i64 = 60;
/// A token is no older, in seconds: it was made while we waited.
const OLDEST: i64 = 600;

/// What a token says of its signature.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) key: Option<String>,
}

/// What a token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a str,
    pub(super) now: i64,
}

#[derive(Deserialize)]
struct RawHeader {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// The signature's header of a token.
pub(super) fn header(token: &str) -> Result<Header, LoginError> {
    let text = token.split('.').next().unwrap_or_default();
    let raw: RawHeader = json(text)?;
    let algorithm = Algorithm::named(&raw.alg).ok_or(LoginError::Forged("algorithm"))?;
    // Whoever marks something as critical means that it must be understood.
    if raw.crit.is_some() { Err(LoginError::Forged("crit")) } else { Ok(Header { algorithm, key: raw.kid }) }
}

/// The claims of a token that holds in every respect.
pub(super) fn verified(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Value, LoginError> {
    let header = header(token)?;
    let (message, signature) = token.rsplit_once('.').ok_or(LoginError::Forged("form"))?;
    let (_, payload) = message.split_once('.').ok_or(LoginError::Forged("form"))?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LoginError::Forged("form"))?;
    if !keys.verify(&header, message.as_bytes(), &signature) {
        return Err(LoginError::Forged("signature"));
    }
    let claims: Value = json(payload)?;
    check(&claims, expected)?;
    Ok(claims)
}

fn check(claims: &Value, expected: &Expected<'_>) -> Result<(), LoginError> {
    let refuse = |what| Err(LoginError::Forged(what));
    if claims["iss"].as_str() != Some(expected.issuer) {
        return refuse("issuer");
    }
    if !is_for(claims, expected.audience) {
        return refuse("audience");
    }
    let time = |name: &str| claims[name].as_i64();
    if time("exp").is_none_or(|exp| exp + CLOCKS_DIFFER <= expected.now) {
        return refuse("expired");
    }
    let youngest = expected.now + CLOCKS_DIFFER;
    if time("iat").is_none_or(|iat| iat > youngest || iat < expected.now - OLDEST) {
        return refuse("issued at");
    }
    if time("nbf").is_some_and(|nbf| nbf > youngest) {
        return refuse("not before");
    }
    if claims["nonce"].as_str() != Some(expected.nonce) {
        return refuse("nonce");
    }
    let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(expected.access_token.as_bytes())[..16]);
    if claims.get("at_hash").is_some_and(|told| told.as_str() != Some(hash.as_str())) {
        return refuse("access token");
    }
    let subject = claims["sub"].as_str().unwrap_or_default();
    if subject.is_empty() || subject.len() > 255 { refuse("subject") } else { Ok(()) }
}

/// Whether a token was made for us: among several it was made for, we must be the one it was given to.
fn is_for(claims: &Value, audience: &str) -> bool {
    let (among, several) = match &claims["aud"] {
        Value::String(one) => (one == audience, false),
        Value::Array(all) => (all.iter().any(|one| one.as_str() == Some(audience)), all.len() > 1),
        _ => (false, false),
    };
    let given_to_us = match claims.get("azp") {
        Some(azp) => azp.as_str() == Some(audience),
        None => !several,
    };
    among && given_to_us
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, LoginError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| LoginError::Forged("form"))?;
    serde_json::from_slice(&bytes).map_err(|_| LoginError::Forged("form"))
}
