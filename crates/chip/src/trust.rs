//! Whom we believe: the certificates of the authorities (CSCA) that stand behind the chips of a state.

use crate::certificate::{Certificate, looks_like_der, of_pem};
use crate::revocation::RevocationList;
use crate::signature::SignatureError;
use jiff::Timestamp;
use std::fmt;

/// *Kho chứng thư tin cậy*: certificates of CSCAs, brought from a source that is trusted itself, and what they took
/// back.
#[derive(Clone, Default)]
pub struct TrustStore {
    authorities: Vec<Certificate>,
    revocations: Vec<RevocationList>,
}

/// Why a file is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// No certificate in it.
    #[error("tệp không có chứng thư nào; cần tệp PEM hoặc DER của CSCA")]
    Empty,
    /// One of them cannot be read.
    #[error("không đọc được chứng thư thứ {number}; cần chứng thư X.509 dạng PEM hoặc DER")]
    Unreadable {
        /// Which, from 1.
        number: usize,
    },
    /// One of them may not issue certificates.
    #[error("chứng thư thứ {number} không phải của cơ quan cấp chứng thư (CSCA)")]
    NoAuthority {
        /// Which, from 1.
        number: usize,
    },
    /// One of them holds a key or carries a signature that is not believed.
    #[error("chứng thư thứ {number}: {reason}")]
    Key {
        /// Which, from 1.
        number: usize,
        /// What is wrong.
        reason: SignatureError,
    },
    /// It is no list of all the certificates an issuer took back.
    #[error("không đọc được danh sách thu hồi; cần tệp CRL đầy đủ dạng DER")]
    RevocationList,
    /// No trusted authority signed it.
    #[error("danh sách thu hồi không do CSCA nào trong kho tin cậy ký ({0})")]
    RevocationSigner(SignatureError),
}

impl TrustStore {
    /// Reads certificates, one DER or any number of PEM. Each must be of an authority, with a key that is believed;
    /// one that signed itself must have done so rightly.
    pub fn of(file: &[u8]) -> Result<TrustStore, TrustError> {
        let blocks = match std::str::from_utf8(file) {
            Ok(text) => of_pem(text).ok_or(TrustError::Unreadable { number: 1 })?,
            Err(_) if looks_like_der(file) => vec![file.to_vec()],
            Err(_) => Vec::new(),
        };
        if blocks.is_empty() {
            return Err(TrustError::Empty);
        }
        let authorities = (1..).zip(&blocks).map(|(number, der)| authority(number, der)).collect::<Result<_, _>>()?;
        Ok(TrustStore { authorities, revocations: Vec::new() })
    }

    /// Adds those of another file.
    pub fn and(mut self, other: TrustStore) -> TrustStore {
        self.authorities.extend(other.authorities);
        self.revocations.extend(other.revocations);
        self
    }

    /// Adds a list of revoked certificates (DER), which one of the authorities here must have signed.
    pub fn with_revocations(mut self, der: &[u8]) -> Result<TrustStore, TrustError> {
        let list = RevocationList::of_der(der, &self.authorities).ok_or(TrustError::RevocationList)?;
        self.revocations.push(list.map_err(TrustError::RevocationSigner)?);
        Ok(self)
    }

    /// Who is trusted: each authority as it names itself.
    pub fn authorities(&self) -> impl Iterator<Item = String> {
        self.authorities.iter().map(Certificate::shown_subject)
    }

    /// Those a certificate may have been issued by: several, as an authority changes its key and keeps its name.
    pub(crate) fn issuers_of(&self, certificate: &Certificate) -> impl Iterator<Item = &Certificate> {
        self.authorities.iter().filter(|authority| certificate.names_as_issuer(authority))
    }

    /// What is known of revocations of an issuer at a moment.
    pub(crate) fn revocation(&self, issuer: &Certificate, certificate: &Certificate, at: Timestamp) -> Revocation {
        let lists: Vec<&RevocationList> = self.revocations.iter().filter(|list| list.is_of(issuer)).collect();
        match &lists[..] {
            [] => Revocation::Unknown,
            lists if lists.iter().any(|list| list.names(certificate)) => Revocation::Revoked,
            lists if lists.iter().all(|list| list.is_outdated(at)) => Revocation::Outdated,
            _ => Revocation::Good,
        }
    }
}

/// What lists say of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Revocation {
    /// There is no list of its issuer.
    Unknown,
    Good,
    Revoked,
    /// It is in no list, but all are too old to say so.
    Outdated,
}

fn authority(number: usize, der: &[u8]) -> Result<Certificate, TrustError> {
    let found = Certificate::of_der(der).ok_or(TrustError::Unreadable { number })?;
    if !found.may_issue() || found.has_unknown_demands() {
        return Err(TrustError::NoAuthority { number });
    }
    let key = found.key().map_err(|reason| TrustError::Key { number, reason })?;
    if found.names_as_issuer(&found) {
        found.check_signature(&key).map_err(|reason| TrustError::Key { number, reason })?;
    }
    Ok(found)
}

impl fmt::Debug for TrustStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = (self.authorities.len(), self.revocations.len());
        f.debug_tuple("TrustStore").field(&counts.0).field(&counts.1).finish()
    }
}
