//! *Khoá công khai* of a provider (JSON Web Key Set, RFC 7517): the three kinds of signature we take.

use super::LoginError;
use super::token::Header;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::Deserialize;

/// How a token is signed. `none` and secrets shared with the client are no choice: a public key must never be taken
/// for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
}

impl Algorithm {
    pub(super) fn named(name: &str) -> Option<Algorithm> {
        match name {
            "RS256" => Some(Algorithm::Rs256),
            "PS256" => Some(Algorithm::Ps256),
            "ES256" => Some(Algorithm::Es256),
            _ => None,
        }
    }
}

/// The keys a provider signs with.
pub(super) struct Keys {
    keys: Vec<Key>,
}

struct Key {
    id: Option<String>,
    /// The one way it is used, where the provider says so.
    only: Option<String>,
    parts: Parts,
}

enum Parts {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// An uncompressed point of P-256.
    Ec(Vec<u8>),
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: String,
    n: String,
    e: String,
    x: String,
    y: String,
}

impl Keys {
    /// Reads a key set; keys of kinds we do not take are passed over.
    pub(super) fn read(text: &[u8]) -> Result<Keys, LoginError> {
        let read: Jwks = serde_json::from_slice(text).map_err(|_| LoginError::Nonsense("keys"))?;
        let keys: Vec<Key> = read.keys.into_iter().filter_map(Key::of).collect();
        if keys.is_empty() { Err(LoginError::Nonsense("no key")) } else { Ok(Keys { keys }) }
    }

    /// Whether there is a key a token may be signed with.
    pub(super) fn has(&self, header: &Header) -> bool {
        self.fitting(header).next().is_some()
    }

    /// Whether one of the keys a token may be signed with has signed it.
    pub(super) fn verify(&self, header: &Header, message: &[u8], signature: &[u8]) -> bool {
        self.fitting(header).any(|key| key.verify(header.algorithm, message, signature))
    }

    fn fitting<'a>(&'a self, header: &'a Header) -> impl Iterator<Item = &'a Key> {
        self.keys.iter().filter(|key| {
            let named = header.key.is_none() || header.key == key.id;
            let used = key.only.as_deref().is_none_or(|only| Algorithm::named(only) == Some(header.algorithm));
            named && used && key.is_for(header.algorithm)
        })
    }
}

impl Key {
    fn of(jwk: Jwk) -> Option<Key> {
        if jwk.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty());
        let parts = match jwk.kty.as_str() {
            "RSA" => Parts::Rsa { n: bytes(&jwk.n)?, e: bytes(&jwk.e)? },
            "EC" if jwk.crv == "P-256" => {
                let (x, y) = (bytes(&jwk.x)?, bytes(&jwk.y)?);
                Parts::Ec(if x.len() == 32 && y.len() == 32 { [vec![4], x, y].concat() } else { return None })
            }
            _ => return None,
        };
        Some(Key { id: jwk.kid, only: jwk.alg, parts })
    }

    fn is_for(&self, algorithm: Algorithm) -> bool {
        matches!(
            (&self.parts, algorithm),
            (Parts::Rsa { .. }, Algorithm::Rs256 | Algorithm::Ps256) | (Parts::Ec(_), Algorithm::Es256)
        )
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (&self.parts, algorithm) {
            (Parts::Rsa { n, e }, Algorithm::Rs256) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Parts::Rsa { n, e }, Algorithm::Ps256) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PSS_2048_8192_SHA256, message, signature).is_ok()
            }
            (Parts::Ec(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            _ => false,
        }
    }
}
