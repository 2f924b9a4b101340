//! Signatures: which are believed, and whether one is that of a key.

use crate::curve::Curve;
use crate::tlv::{Elements, Tlv, bare, only};
use der::asn1::ObjectIdentifier;
use ring::signature as rsa;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash that is believed. SHA-1 and what is older can be forged and is refused by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// How something was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    RsaPkcs1(Hash),
    RsaPss(Hash),
    Ecdsa(Hash),
}

/// A key that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// `RSAPublicKey` as DER.
    Rsa(Vec<u8>),
    /// A point as SEC 1 writes it.
    Ec(Curve, Vec<u8>),
}

/// Why a signature is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// It is not that of the key.
    #[error("chữ ký không đúng")]
    Wrong,
    /// SHA-1 or MD5.
    #[error("chữ ký dùng hàm băm SHA-1 hoặc cũ hơn, không còn đáng tin")]
    WeakHash,
    /// RSA below 2048 bits.
    #[error("khóa RSA ngắn hơn 2048 bit, không còn đáng tin")]
    WeakKey,
    /// A curve that is none of the known ones, or has other numbers than its name stands for.
    #[error("khóa nằm trên đường cong lạ hoặc có tham số khác đường cong chuẩn")]
    UnknownCurve,
    /// An algorithm nobody signs chips with.
    #[error("thuật toán chữ ký không được hỗ trợ")]
    Unsupported,
}

const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
const EC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");

const HASHES: [(ObjectIdentifier, Option<Hash>); 5] = [
    (oid("2.16.840.1.101.3.4.2.1"), Some(Hash::Sha256)),
    (oid("2.16.840.1.101.3.4.2.2"), Some(Hash::Sha384)),
    (oid("2.16.840.1.101.3.4.2.3"), Some(Hash::Sha512)),
    (oid("1.3.14.3.2.26"), None),
    (oid("1.2.840.113549.2.5"), None),
];

const SCHEMES: [(ObjectIdentifier, Option<Scheme>); 9] = [
    (oid("1.2.840.113549.1.1.11"), Some(Scheme::RsaPkcs1(Hash::Sha256))),
    (oid("1.2.840.113549.1.1.12"), Some(Scheme::RsaPkcs1(Hash::Sha384))),
    (oid("1.2.840.113549.1.1.13"), Some(Scheme::RsaPkcs1(Hash::Sha512))),
    (oid("1.2.840.10045.4.3.2"), Some(Scheme::Ecdsa(Hash::Sha256))),
    (oid("1.2.840.10045.4.3.3"), Some(Scheme::Ecdsa(Hash::Sha384))),
    (oid("1.2.840.10045.4.3.4"), Some(Scheme::Ecdsa(Hash::Sha512))),
    (oid("1.2.840.113549.1.1.5"), None),
    (oid("1.2.840.113549.1.1.4"), None),
    (oid("1.2.840.10045.4.1"), None),
];

/// An `AlgorithmIdentifier`: what is meant and, raw, with which parameters.
struct Algorithm<'a> {
    oid: &'a [u8],
    parameters: Option<Tlv<'a>>,
}

impl<'a> Algorithm<'a> {
    fn of(bytes: &'a [u8]) -> Result<Algorithm<'a>, SignatureError> {
        let mut parts = only(bytes, 0x30).ok_or(SignatureError::Unsupported)?.inside();
        let oid = parts.take_if(0x06).ok_or(SignatureError::Unsupported)?.value;
        let parameters = parts.take();
        if parts.is_finished() { Ok(Algorithm { oid, parameters }) } else { Err(SignatureError::Unsupported) }
    }

    fn is(&self, known: &ObjectIdentifier) -> bool {
        self.oid == known.as_bytes()
    }
}

impl Hash {
    /// The hash an `AlgorithmIdentifier` names.
    pub(crate) fn of(algorithm: &[u8]) -> Result<Hash, SignatureError> {
        let algorithm = Algorithm::of(algorithm)?;
        let known = HASHES.iter().find(|(oid, _)| algorithm.is(oid)).ok_or(SignatureError::Unsupported)?;
        known.1.ok_or(SignatureError::WeakHash)
    }

    /// The hash of some bytes.
    pub(crate) fn over(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    fn bytes(self) -> u8 {
        match self {
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }
}

impl Scheme {
    /// The scheme an `AlgorithmIdentifier` names; `hash` counts where it names none, as `rsaEncryption` does.
    pub(crate) fn of(algorithm: &[u8], hash: Option<Hash>) -> Result<Scheme, SignatureError> {
        let algorithm = Algorithm::of(algorithm)?;
        if algorithm.is(&RSA) {
            return hash.map(Scheme::RsaPkcs1).ok_or(SignatureError::Unsupported);
        }
        if algorithm.is(&RSA_PSS) {
            return pss(algorithm.parameters).map(Scheme::RsaPss);
        }
        let known = SCHEMES.iter().find(|(oid, _)| algorithm.is(oid)).ok_or(SignatureError::Unsupported)?;
        known.1.ok_or(SignatureError::WeakHash)
    }
}

/// The hash of `RSASSA-PSS-params`. Only what issuers use: the same hash in the mask, a salt as long as the hash.
/// What is left out stands for SHA-1.
fn pss(parameters: Option<Tlv<'_>>) -> Result<Hash, SignatureError> {
    let mut parts = parameters.map_or(Elements::of(&[]), |parameters| parameters.inside());
    let hash = Hash::of(parts.take_if(0xa0).ok_or(SignatureError::WeakHash)?.value)?;
    let mask = Algorithm::of(parts.take_if(0xa1).ok_or(SignatureError::WeakHash)?.value)?;
    let mask_hash = Hash::of(mask.parameters.ok_or(SignatureError::Unsupported)?.whole)?;
    let salt = parts.take_if(0xa2).and_then(|salt| only(salt.value, 0x02));
    let trailer = parts.take_if(0xa3).is_none_or(|trailer| trailer.value == [0x02, 1, 1]);
    let usual = mask.is(&MGF1) && mask_hash == hash && trailer && parts.is_finished();
    let salted = salt.is_some_and(|salt| salt.value == [hash.bytes()]);
    if usual && salted { Ok(hash) } else { Err(SignatureError::Unsupported) }
}

impl PublicKey {
    /// The key of a `SubjectPublicKeyInfo`.
    pub(crate) fn of(algorithm: &[u8], key: &[u8]) -> Result<PublicKey, SignatureError> {
        let algorithm = Algorithm::of(algorithm)?;
        if algorithm.is(&RSA) || algorithm.is(&RSA_PSS) {
            let bits = modulus_bits(key).ok_or(SignatureError::Unsupported)?;
            return if bits < 2048 { Err(SignatureError::WeakKey) } else { Ok(PublicKey::Rsa(key.to_vec())) };
        }
        if !algorithm.is(&EC_KEY) {
            return Err(SignatureError::Unsupported);
        }
        let parameters = algorithm.parameters.ok_or(SignatureError::UnknownCurve)?;
        let curve = Curve::of(parameters.whole).ok_or(SignatureError::UnknownCurve)?;
        Ok(PublicKey::Ec(curve, key.to_vec()))
    }

    /// Whether a signature over a message is that of this key.
    pub(crate) fn check(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let right = match (self, scheme) {
            (PublicKey::Ec(curve, key), Scheme::Ecdsa(hash)) => curve.verifies(key, &hash.over(message), signature),
            (PublicKey::Rsa(key), Scheme::RsaPkcs1(hash)) => rsa_verifies(pkcs1(hash), key, message, signature),
            (PublicKey::Rsa(key), Scheme::RsaPss(hash)) => rsa_verifies(pss_of(hash), key, message, signature),
            _ => false,
        };
        right.then_some(()).ok_or(SignatureError::Wrong)
    }
}

fn rsa_verifies(kind: &'static rsa::RsaParameters, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    rsa::UnparsedPublicKey::new(kind, key).verify(message, signature).is_ok()
}

fn pkcs1(hash: Hash) -> &'static rsa::RsaParameters {
    match hash {
        Hash::Sha256 => &rsa::RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &rsa::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &rsa::RSA_PKCS1_2048_8192_SHA512,
    }
}

fn pss_of(hash: Hash) -> &'static rsa::RsaParameters {
    match hash {
        Hash::Sha256 => &rsa::RSA_PSS_2048_8192_SHA256,
        Hash::Sha384 => &rsa::RSA_PSS_2048_8192_SHA384,
        Hash::Sha512 => &rsa::RSA_PSS_2048_8192_SHA512,
    }
}

fn modulus_bits(key: &[u8]) -> Option<usize> {
    let modulus = bare(only(key, 0x30)?.inside().take_if(0x02)?.value);
    let first = modulus.first()?;
    Some(modulus.len() * 8 - first.leading_zeros() as usize)
}

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}
