//! Lists of certificates an issuer took back.

use crate::certificate::{Certificate, PlainName, moment, plain_name};
use crate::signature::{Scheme, SignatureError};
use crate::tlv::only;
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use jiff::Timestamp;
use x509_cert::crl::CertificateList;

/// Key identifier of the issuer and number of the list: neither narrows what the list is about.
const HARMLESS: [ObjectIdentifier; 2] =
    [ObjectIdentifier::new_unwrap("2.5.29.35"), ObjectIdentifier::new_unwrap("2.5.29.20")];

/// A list whose issuer has been found among those trusted.
#[derive(Clone)]
pub(crate) struct RevocationList {
    issuer: PlainName,
    serials: Vec<Vec<u8>>,
    next_update: Option<Timestamp>,
}

impl RevocationList {
    /// Reads a list (DER) and checks that one of the issuers signed it. `None` where it is no list, or one about
    /// something else than all certificates of its issuer.
    pub(crate) fn of_der(der: &[u8], issuers: &[Certificate]) -> Option<Result<RevocationList, SignatureError>> {
        let signed = only(der, 0x30)?.inside().take_if(0x30)?.whole;
        let read = <CertificateList>::from_der(der).ok()?;
        let list = &read.tbs_cert_list;
        let extensions = list.crl_extensions.iter().flatten();
        let narrowed = extensions.into_iter().any(|found| found.critical && !HARMLESS.contains(&found.extn_id));
        if narrowed || list.signature != read.signature_algorithm {
            return None;
        }
        let issuer = plain_name(&list.issuer);
        Some(check_signature(&read, signed, &issuer, issuers).map(|()| RevocationList {
            serials: serials(&read),
            next_update: list.next_update.as_ref().and_then(moment),
            issuer,
        }))
    }

    pub(crate) fn is_of(&self, issuer: &Certificate) -> bool {
        self.issuer == issuer.subject()
    }

    /// Whether a certificate was taken back, on whatever day: who lost a key may have lost it long before he knew.
    pub(crate) fn names(&self, certificate: &Certificate) -> bool {
        self.serials.iter().any(|serial| serial == certificate.serial())
    }

    /// Whether a newer list should be there.
    pub(crate) fn is_outdated(&self, at: Timestamp) -> bool {
        self.next_update.is_none_or(|next| next < at)
    }
}

fn check_signature(
    list: &CertificateList,
    signed: &[u8],
    issuer: &PlainName,
    issuers: &[Certificate],
) -> Result<(), SignatureError> {
    let algorithm = list.signature_algorithm.to_der().map_err(|_| SignatureError::Unsupported)?;
    let scheme = Scheme::of(&algorithm, None)?;
    let signature = list.signature.as_bytes().ok_or(SignatureError::Wrong)?;
    let named = issuers.iter().filter(|found| found.subject() == *issuer && found.may_revoke());
    let right = |found: &Certificate| found.key().and_then(|key| key.check(scheme, signed, signature)).is_ok();
    named.into_iter().any(right).then_some(()).ok_or(SignatureError::Wrong)
}

fn serials(list: &CertificateList) -> Vec<Vec<u8>> {
    let revoked = list.tbs_cert_list.revoked_certificates.iter().flatten();
    revoked.map(|entry| entry.serial_number.as_bytes().to_vec()).collect()
}
