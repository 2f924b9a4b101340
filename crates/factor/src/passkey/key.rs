//! *Khoá công khai*: a key as COSE writes it (RFC 9052, 9053), and whether a signature is its own. The arithmetic is
//! ring's.

use super::PasskeyError;
use super::authenticator::item;
use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

/// *Khoá công khai* of a passkey.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    cose: Vec<u8>,
    kind: Kind,
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    /// The point, uncompressed.
    Es256(Vec<u8>),
    Ed25519(Vec<u8>),
    /// Modulus and exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            Kind::Es256(_) => "ES256",
            Kind::Ed25519(_) => "EdDSA",
            Kind::Rs256(..) => "RS256",
        };
        write!(f, "PublicKey({kind})")
    }
}

impl PublicKey {
    /// Reads a key, and nothing after it.
    pub fn read(cose: &[u8]) -> Result<PublicKey, PasskeyError> {
        let mut rest = cose;
        let value = item(&mut rest)?;
        let map = value.as_map().filter(|_| rest.is_empty()).ok_or(PasskeyError::Unreadable)?;
        let member = |label: i64| {
            let is = |key: &Value| key.as_integer().is_some_and(|found| i128::from(found) == i128::from(label));
            map.iter().find(|(key, _)| is(key)).map(|(_, value)| value)
        };
        let number = |label| member(label).and_then(Value::as_integer).and_then(|found| i64::try_from(found).ok());
        let bytes = |label| member(label).and_then(Value::as_bytes).cloned().unwrap_or_default();
        // Labels of RFC 9053: 1 type, 3 algorithm, -1 curve (or modulus), -2 x (or exponent), -3 y.
        let kind = match (number(1), number(3)) {
            (Some(2), Some(-7)) if number(-1) == Some(1) => {
                let (x, y) = (bytes(-2), bytes(-3));
                let fits = x.len() == 32 && y.len() == 32;
                fits.then(|| Kind::Es256([&[4][..], &x, &y].concat()))
            }
            (Some(1), Some(-8)) if number(-1) == Some(6) => {
                Some(bytes(-2)).filter(|x| x.len() == 32).map(Kind::Ed25519)
            }
            (Some(3), Some(-257)) => {
                let (n, e) = (bytes(-1), bytes(-2));
                let fits = (256..=1024).contains(&n.len()) && (1..=8).contains(&e.len());
                fits.then_some(Kind::Rs256(n, e))
            }
            _ => return Err(PasskeyError::Algorithm),
        };
        let kind = kind.ok_or(PasskeyError::Unreadable)?;
        Ok(PublicKey { cose: cose.to_vec(), kind })
    }

    /// As it is kept.
    pub fn bytes(&self) -> &[u8] {
        &self.cose
    }

    pub(super) fn verify(&self, signed: &[u8], signature: &[u8]) -> Result<(), PasskeyError> {
        let held = match &self.kind {
            Kind::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(signed, signature),
            Kind::Ed25519(x) => UnparsedPublicKey::new(&ED25519, x).verify(signed, signature),
            Kind::Rs256(n, e) => RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature),
        };
        held.map_err(|_| PasskeyError::Signature)
    }
}
