//! X.509 certificates of issuers and of those who sign for them.

use crate::signature::{PublicKey, Scheme, SignatureError};
use crate::tlv::{Elements, bare, only};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use jiff::Timestamp;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectAltName, SubjectKeyIdentifier};
use x509_cert::name::Name;
use x509_cert::time::Time;

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");

/// Extensions that may be critical: key usage and basic constraints are obeyed, names and key identifiers compared.
const OBEYED: [ObjectIdentifier; 6] = [
    ObjectIdentifier::new_unwrap("2.5.29.14"),
    ObjectIdentifier::new_unwrap("2.5.29.15"),
    ObjectIdentifier::new_unwrap("2.5.29.17"),
    ObjectIdentifier::new_unwrap("2.5.29.18"),
    ObjectIdentifier::new_unwrap("2.5.29.19"),
    ObjectIdentifier::new_unwrap("2.5.29.35"),
];

/// A certificate and the bytes it was read from.
#[derive(Clone)]
pub(crate) struct Certificate {
    read: x509_cert::Certificate,
    /// What the issuer signed.
    signed: Vec<u8>,
}

impl Certificate {
    pub(crate) fn of_der(der: &[u8]) -> Option<Certificate> {
        let signed = only(der, 0x30)?.inside().take_if(0x30)?.whole.to_vec();
        let read = x509_cert::Certificate::from_der(der).ok()?;
        // The algorithm stands twice, and only one of them is signed.
        let same = read.signature_algorithm() == read.tbs_certificate().signature();
        same.then_some(Certificate { read, signed })
    }

    pub(crate) fn key(&self) -> Result<PublicKey, SignatureError> {
        let info = self.read.tbs_certificate().subject_public_key_info();
        let algorithm = info.algorithm.to_der().map_err(|_| SignatureError::Unsupported)?;
        let key = info.subject_public_key.as_bytes().ok_or(SignatureError::Unsupported)?;
        PublicKey::of(&algorithm, key)
    }

    /// Whether this certificate was signed by a key.
    pub(crate) fn check_signature(&self, issuer: &PublicKey) -> Result<(), SignatureError> {
        let algorithm = self.read.signature_algorithm().to_der().map_err(|_| SignatureError::Unsupported)?;
        let signature = self.read.signature().as_bytes().ok_or(SignatureError::Wrong)?;
        issuer.check(Scheme::of(&algorithm, None)?, &self.signed, signature)
    }

    /// Whether this one says that the other issued it: by name and, where both tell, by key.
    pub(crate) fn names_as_issuer(&self, issuer: &Certificate) -> bool {
        let named = self.extension::<AuthorityKeyIdentifier>().and_then(|identifier| identifier.key_identifier);
        let keys_agree = match (named, issuer.key_identifier()) {
            (Some(named), Some(key)) => named.as_bytes() == key,
            _ => true,
        };
        keys_agree && plain_name(self.read.tbs_certificate().issuer()) == issuer.subject()
    }

    pub(crate) fn key_identifier(&self) -> Option<Vec<u8>> {
        self.extension::<SubjectKeyIdentifier>().map(|identifier| identifier.0.as_bytes().to_vec())
    }

    /// Whether a signature names this certificate by its issuer (DER) and number.
    pub(crate) fn is_numbered(&self, issuer: &[u8], serial: &[u8]) -> bool {
        let issuer = Name::from_der(issuer).map(|issuer| plain_name(&issuer));
        bare(self.serial()) == bare(serial)
            && issuer.is_ok_and(|issuer| issuer == plain_name(self.read.tbs_certificate().issuer()))
    }

    pub(crate) fn serial(&self) -> &[u8] {
        self.read.tbs_certificate().serial_number().as_bytes()
    }

    pub(crate) fn not_before(&self) -> Option<Timestamp> {
        moment(&self.read.tbs_certificate().validity().not_before)
    }

    pub(crate) fn not_after(&self) -> Option<Timestamp> {
        moment(&self.read.tbs_certificate().validity().not_after)
    }

    pub(crate) fn subject(&self) -> PlainName {
        plain_name(self.read.tbs_certificate().subject())
    }

    /// As it is shown: `CN=…,O=…,C=VN`.
    pub(crate) fn shown_subject(&self) -> String {
        self.read.tbs_certificate().subject().to_string()
    }

    /// May sign data: *digitalSignature*.
    pub(crate) fn may_sign_documents(&self) -> bool {
        self.extension::<KeyUsage>().is_some_and(|usage| usage.digital_signature()) && !self.is_authority()
    }

    /// May issue certificates.
    pub(crate) fn may_issue(&self) -> bool {
        self.is_authority() && self.extension::<KeyUsage>().is_some_and(|usage| usage.key_cert_sign())
    }

    /// May sign lists of revoked certificates.
    pub(crate) fn may_revoke(&self) -> bool {
        self.extension::<KeyUsage>().is_some_and(|usage| usage.crl_sign())
    }

    fn is_authority(&self) -> bool {
        self.extension::<BasicConstraints>().is_some_and(|constraints| constraints.ca)
    }

    /// Whether it demands something that is not understood here.
    pub(crate) fn has_unknown_demands(&self) -> bool {
        let extensions = self.read.tbs_certificate().extensions().into_iter().flatten();
        extensions.into_iter().any(|extension| extension.critical && !OBEYED.contains(&extension.extn_id))
    }

    /// The country in the subject: `VN`.
    pub(crate) fn country(&self) -> Option<String> {
        value_of(self.read.tbs_certificate().subject(), COUNTRY).map(|country| country.to_uppercase())
    }

    /// The three letters that stand on documents: `L` of the alternative name (ICAO Doc 9303-12); where that is
    /// missing, VNM of VN, as the first certificates of Việt Nam had none.
    pub(crate) fn state(&self) -> Option<String> {
        let names = self.extension::<SubjectAltName>().map(|names| names.0).unwrap_or_default();
        let told = names.iter().find_map(|name| match name {
            GeneralName::DirectoryName(name) => value_of(name, LOCALITY),
            _ => None,
        });
        let known = || self.country().filter(|country| country == "VN").map(|_| "VNM".to_owned());
        told.map(|state| state.to_uppercase()).or_else(known)
    }

    /// An extension; one that is there twice or cannot be read is none.
    fn extension<'a, T: Decode<'a> + der::oid::AssociatedOid>(&'a self) -> Option<T> {
        self.read.tbs_certificate().get_extension::<T>().ok().flatten().map(|(_, extension)| extension)
    }
}

/// A name as it is compared: kind and text of each part, whatever its case, spaces or kind of string.
pub(crate) type PlainName = Vec<(ObjectIdentifier, String)>;

pub(crate) fn plain_name(name: &Name) -> PlainName {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    name.iter().map(|part| (part.oid, plain(&text(part)))).collect()
}

fn value_of(name: &Name, kind: ObjectIdentifier) -> Option<String> {
    name.iter().find(|part| part.oid == kind).map(text)
}

fn text(part: &AttributeTypeAndValue) -> String {
    String::from_utf8_lossy(part.value.value()).into_owned()
}

pub(crate) fn moment(time: &Time) -> Option<Timestamp> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
    Timestamp::from_second(seconds).ok()
}

/// The certificates in a PEM file, each as DER; `None` where one is broken.
pub(crate) fn of_pem(text: &str) -> Option<Vec<Vec<u8>>> {
    const END: &str = "-----END CERTIFICATE-----";
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN CERTIFICATE-----") {
        let end = start + rest[start..].find(END)? + END.len();
        let (_, der) = der::pem::decode_vec(&rest.as_bytes()[start..end]).ok()?;
        blocks.push(der);
        rest = &rest[end..];
    }
    Some(blocks)
}

/// Whether bytes are a certificate by their shape: a sequence that begins with a sequence.
pub(crate) fn looks_like_der(bytes: &[u8]) -> bool {
    Elements::of(bytes).take_if(0x30).is_some()
}
