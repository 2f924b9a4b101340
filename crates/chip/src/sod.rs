//! EF.SOD: the hashes of the other files, signed (CMS, RFC 5652, with an `LDSSecurityObject` of ICAO Doc 9303-10).

use crate::DataGroup;
use crate::certificate::Certificate;
use crate::signature::{Hash, Scheme, SignatureError};
use crate::tlv::{Elements, Tlv, only};
use der::asn1::ObjectIdentifier;
use std::collections::BTreeMap;

/// What was signed, by whom, and how; nothing of it is checked yet.
pub(crate) struct SecurityObject<'a> {
    pub(crate) hash: Hash,
    /// What each group must hash to.
    pub(crate) groups: BTreeMap<DataGroup, &'a [u8]>,
    /// The `LDSSecurityObject` as it was signed.
    content: &'a [u8],
    certificates: Vec<Certificate>,
    signer: SignerInfo<'a>,
}

struct SignerInfo<'a> {
    identifier: SignerIdentifier<'a>,
    hash: Hash,
    /// Signed attributes with the tag they stand under.
    attributes: Tlv<'a>,
    scheme: Scheme,
    signature: &'a [u8],
}

enum SignerIdentifier<'a> {
    Number { issuer: &'a [u8], serial: &'a [u8] },
    Key(&'a [u8]),
}

/// Why a security object says nothing, or is not what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SodError {
    /// Tags or lengths are wrong.
    #[error("EF.SOD không đúng cấu trúc; đọc lại chip")]
    Structure,
    /// It is signed, but not as a security object of a chip.
    #[error("EF.SOD không phải đối tượng bảo mật của giấy tờ có chip")]
    OtherContent,
    /// Nobody signed it, or more than one.
    #[error("EF.SOD phải có đúng một người ký")]
    Signers,
    /// The certificate of the signer is not in it.
    #[error("EF.SOD không kèm chứng thư của người ký")]
    NoCertificate,
    /// The content is not that of the signed attributes.
    #[error("danh sách giá trị băm trong EF.SOD đã bị sửa")]
    Content,
    /// A hash, key or signature that is not believed.
    #[error("EF.SOD: {0}")]
    Signature(#[from] SignatureError),
}

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const SECURITY_OBJECT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

const SEQUENCE: u32 = 0x30;
const SET: u32 = 0x31;
const INTEGER: u32 = 0x02;
const OCTETS: u32 = 0x04;
const OID: u32 = 0x06;
const FIRST: u32 = 0xa0;
const SECOND: u32 = 0xa1;

/// The groups a security object has hashes of. It says what was read of a file, not that it is genuine.
pub fn signed_groups(file: &[u8]) -> Result<Vec<DataGroup>, SodError> {
    Ok(SecurityObject::of(file)?.groups.into_keys().collect())
}

impl<'a> SecurityObject<'a> {
    /// Reads EF.SOD, with or without the tag it has on a chip.
    pub(crate) fn of(file: &'a [u8]) -> Result<SecurityObject<'a>, SodError> {
        let signed = only(file, 0x77).map_or(file, |wrapped| wrapped.value);
        let mut parts = signed_data(signed).ok_or(SodError::Structure)?;
        let encapsulated = take(&mut parts, SEQUENCE)?;
        let content = content(&encapsulated)?;
        let certificates = parts.take_if(FIRST).map_or(Ok(Vec::new()), |set| certificates(&set))?;
        let _revocations = parts.take_if(SECOND);
        let signers = take(&mut parts, SET)?;
        let signer = only(signers.value, SEQUENCE).ok_or(SodError::Signers)?;
        let (hash, groups) = hashes(content)?;
        Ok(SecurityObject { hash, groups, content, certificates, signer: SignerInfo::of(&signer)? })
    }

    /// The certificate of whoever signed, as it stands in the file.
    pub(crate) fn certificate(&self) -> Result<&Certificate, SodError> {
        let is_signer = |found: &&Certificate| match &self.signer.identifier {
            SignerIdentifier::Number { issuer, serial } => found.is_numbered(issuer, serial),
            SignerIdentifier::Key(key) => found.key_identifier().is_some_and(|found| found == *key),
        };
        self.certificates.iter().find(is_signer).ok_or(SodError::NoCertificate)
    }

    /// Whether the content is the one that was signed, and the signature that of the certificate.
    pub(crate) fn check_signature(&self, certificate: &Certificate) -> Result<(), SodError> {
        let content_type = self.signer.attribute(CONTENT_TYPE)?;
        if only(content_type, OID).is_none_or(|kind| kind.value != SECURITY_OBJECT.as_bytes()) {
            return Err(SodError::OtherContent);
        }
        let digest = only(self.signer.attribute(MESSAGE_DIGEST)?, OCTETS).ok_or(SodError::Structure)?;
        if digest.value != self.signer.hash.over(self.content) {
            return Err(SodError::Content);
        }
        // They are signed as the SET they are, not under the tag that tells them apart in the file.
        let mut signed = self.signer.attributes.whole.to_vec();
        signed[0] = SET as u8;
        Ok(certificate.key()?.check(self.signer.scheme, &signed, self.signer.signature)?)
    }
}

fn take<'a>(elements: &mut Elements<'a>, tag: u32) -> Result<Tlv<'a>, SodError> {
    elements.take_if(tag).ok_or(SodError::Structure)
}

/// What `SignedData` holds after its version and the hashes it announces.
fn signed_data(file: &[u8]) -> Option<Elements<'_>> {
    let mut parts = only(file, SEQUENCE)?.inside();
    let kind = parts.take_if(OID)?;
    let data = only(parts.take_if(FIRST)?.value, SEQUENCE)?;
    let mut inside = data.inside();
    inside.take_if(INTEGER)?;
    inside.take_if(SET)?;
    (kind.value == SIGNED_DATA.as_bytes() && parts.is_finished()).then_some(inside)
}

fn content<'a>(encapsulated: &Tlv<'a>) -> Result<&'a [u8], SodError> {
    let mut parts = encapsulated.inside();
    if take(&mut parts, OID)?.value != SECURITY_OBJECT.as_bytes() {
        return Err(SodError::OtherContent);
    }
    let wrapped = take(&mut parts, FIRST)?;
    Ok(only(wrapped.value, OCTETS).ok_or(SodError::Structure)?.value)
}

/// Those that can be read; the signer's is asked for by name afterwards.
fn certificates(set: &Tlv<'_>) -> Result<Vec<Certificate>, SodError> {
    let mut elements = set.inside();
    let mut found = Vec::new();
    while !elements.is_finished() {
        let element = elements.take().ok_or(SodError::Structure)?;
        found.extend(Certificate::of_der(element.whole));
    }
    Ok(found)
}

/// Hashes by group; a group that stands twice makes it unclear what was signed.
fn hashes(content: &[u8]) -> Result<(Hash, BTreeMap<DataGroup, &[u8]>), SodError> {
    let mut parts = only(content, SEQUENCE).ok_or(SodError::Structure)?.inside();
    take(&mut parts, INTEGER)?;
    let hash = Hash::of(take(&mut parts, SEQUENCE)?.whole)?;
    let mut rows = take(&mut parts, SEQUENCE)?.inside();
    let mut groups = BTreeMap::new();
    while !rows.is_finished() {
        let (group, value) = take(&mut rows, SEQUENCE).map(|row| group_hash(&row))?.ok_or(SodError::Structure)?;
        if groups.insert(group, value).is_some() {
            return Err(SodError::Structure);
        }
    }
    Ok((hash, groups))
}

fn group_hash<'a>(row: &Tlv<'a>) -> Option<(DataGroup, &'a [u8])> {
    let mut parts = row.inside();
    let (number, value) = (parts.take_if(INTEGER)?, parts.take_if(OCTETS)?);
    match number.value {
        [number] if parts.is_finished() => Some((DataGroup::new(*number)?, value.value)),
        _ => None,
    }
}

impl<'a> SignerInfo<'a> {
    fn of(info: &Tlv<'a>) -> Result<SignerInfo<'a>, SodError> {
        let mut parts = info.inside();
        take(&mut parts, INTEGER)?;
        let identifier = SignerIdentifier::of(&parts.take().ok_or(SodError::Structure)?)?;
        let hash = Hash::of(take(&mut parts, SEQUENCE)?.whole)?;
        let attributes = take(&mut parts, FIRST)?;
        let scheme = Scheme::of(take(&mut parts, SEQUENCE)?.whole, Some(hash))?;
        let signature = take(&mut parts, OCTETS)?.value;
        Ok(SignerInfo { identifier, hash, attributes, scheme, signature })
    }

    /// The one value of a signed attribute that must stand there once.
    fn attribute(&self, kind: ObjectIdentifier) -> Result<&'a [u8], SodError> {
        let mut elements = self.attributes.inside();
        let mut found = None;
        while !elements.is_finished() {
            let mut parts = take(&mut elements, SEQUENCE)?.inside();
            if take(&mut parts, OID)?.value == kind.as_bytes() {
                let value = take(&mut parts, SET)?.value;
                found = found.is_none().then_some(Ok(value)).or(Some(Err(SodError::Structure)));
            }
        }
        found.unwrap_or(Err(SodError::Structure))
    }
}

impl<'a> SignerIdentifier<'a> {
    fn of(identifier: &Tlv<'a>) -> Result<SignerIdentifier<'a>, SodError> {
        if identifier.tag == 0x80 {
            return Ok(SignerIdentifier::Key(identifier.value));
        }
        let mut parts = only(identifier.whole, SEQUENCE).ok_or(SodError::Structure)?.inside();
        let (issuer, serial) = (take(&mut parts, SEQUENCE)?, take(&mut parts, INTEGER)?);
        Ok(SignerIdentifier::Number { issuer: issuer.whole, serial: serial.value })
    }
}
