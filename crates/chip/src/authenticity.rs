//! Passive authentication: did the state that issued this document sign what was read from its chip?

use crate::DataGroup;
use crate::certificate::Certificate;
use crate::com::ChipContents;
use crate::dg1::mrz;
use crate::signature::SignatureError;
use crate::sod::{SecurityObject, SodError};
use crate::trust::{Revocation, TrustStore};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// *Các tệp đọc từ chip*.
#[derive(Clone, Default)]
pub struct ChipFiles<'a> {
    /// EF.COM, where it was read.
    pub com: Option<&'a [u8]>,
    /// EF.SOD.
    pub sod: &'a [u8],
    /// The groups that were read.
    pub groups: BTreeMap<DataGroup, &'a [u8]>,
}

/// *Yêu cầu xác thực*: what a chip is held against.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Whom we believe.
    pub trust: &'a TrustStore,
    /// The moment at which certificates must be valid.
    pub at: Timestamp,
    /// Groups that must have been read where the chip has them; DG1 must always be.
    pub required: &'a [DataGroup],
}

/// *Kết quả xác thực thụ động*: authentic where nothing was found against it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authenticity {
    /// What speaks against it.
    pub problems: Vec<Problem>,
    /// Groups that are as they were signed; they are genuine only where there is no problem at all.
    pub unaltered: Vec<DataGroup>,
    /// Groups that were signed and not read, so nothing is said of them.
    pub unread: Vec<DataGroup>,
    /// Who signed, where that is known.
    pub signer: Option<Signer>,
    /// A current list of the issuer says that the signer was not revoked.
    pub revocation_checked: bool,
}

/// *Người ký dữ liệu trên chip* (document signer).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// As the certificate names it.
    pub name: String,
    /// The authority behind it, where it is trusted.
    pub authority: Option<String>,
    /// Valid from.
    pub not_before: Option<Timestamp>,
    /// Valid to.
    pub not_after: Option<Timestamp>,
}

/// *Lý do không xác thực được*.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// EF.SOD cannot be read, or is not what was signed.
    #[error("{0}")]
    SecurityObject(#[from] SodError),
    /// A group differs from what was signed.
    #[error("{0} khác với dữ liệu cơ quan cấp đã ký: dữ liệu đã bị sửa hoặc đọc sai")]
    Altered(DataGroup),
    /// A group is there that was never signed.
    #[error("{0} có trên chip nhưng cơ quan cấp không ký")]
    Unsigned(DataGroup),
    /// A group is needed and was not read.
    #[error("thiếu {0}: đọc lại chip")]
    Missing(DataGroup),
    /// EF.COM cannot be read.
    #[error("EF.COM không đúng cấu trúc; đọc lại chip")]
    Contents,
    /// The machine readable zone cannot be read, so that nobody knows who should have signed.
    #[error("DG1 không cho biết nước cấp giấy tờ")]
    NoState,
    /// No trusted authority issued the certificate of the signer.
    #[error("không có chứng thư CSCA tin cậy nào đứng sau người ký: người ký lạ, hoặc kho tin cậy chưa có CSCA này")]
    UnknownAuthority,
    /// The certificate of the signer names a trusted authority that did not sign it.
    #[error("chứng thư người ký không do CSCA cấp: {0}")]
    Certificate(SignatureError),
    /// The signer's certificate is not valid yet.
    #[error("chứng thư người ký chưa có hiệu lực vào thời điểm kiểm tra")]
    SignerNotYetValid,
    /// The signer's certificate is valid no longer.
    #[error("chứng thư người ký đã hết hạn vào thời điểm kiểm tra")]
    SignerExpired,
    /// The authority's certificate is not valid at that moment.
    #[error("chứng thư CSCA không còn hoặc chưa có hiệu lực vào thời điểm kiểm tra")]
    AuthorityNotValid,
    /// The certificate is for something else.
    #[error("chứng thư người ký không được dùng để ký dữ liệu chip")]
    Usage,
    /// The certificate was taken back.
    #[error("chứng thư người ký đã bị thu hồi")]
    Revoked,
    /// The list of revoked certificates is too old.
    #[error("danh sách thu hồi đã quá hạn; tải danh sách mới của CSCA")]
    RevocationsOutdated,
    /// Signed by another state than the one the document names.
    #[error("giấy tờ ghi nước cấp {document} nhưng chip do {signer} ký")]
    OtherState {
        /// On the document.
        document: String,
        /// Of the authority.
        signer: String,
    },
}

impl Problem {
    /// A word for programs, with the group it is about; it never changes its meaning.
    pub fn code(&self) -> (&'static str, Option<DataGroup>) {
        match self {
            Problem::SecurityObject(_) => ("security-object", None),
            Problem::Altered(group) => ("altered", Some(*group)),
            Problem::Unsigned(group) => ("unsigned", Some(*group)),
            Problem::Missing(group) => ("missing", Some(*group)),
            Problem::Contents => ("contents", None),
            Problem::NoState => ("no-state", None),
            Problem::UnknownAuthority => ("unknown-authority", None),
            Problem::Certificate(_) => ("certificate", None),
            Problem::SignerNotYetValid => ("signer-not-yet-valid", None),
            Problem::SignerExpired => ("signer-expired", None),
            Problem::AuthorityNotValid => ("authority-not-valid", None),
            Problem::Usage => ("usage", None),
            Problem::Revoked => ("revoked", None),
            Problem::RevocationsOutdated => ("revocations-outdated", None),
            Problem::OtherState { .. } => ("other-state", None),
        }
    }
}

impl Authenticity {
    /// Whether nothing speaks against it.
    pub fn is_authentic(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Checks what was read from a chip. Everything that can still be said after a problem is said.
pub fn check(files: &ChipFiles<'_>, asked: Asked<'_>) -> Authenticity {
    let mut found = Authenticity::default();
    match SecurityObject::of(files.sod) {
        Ok(object) => {
            compare_groups(files, asked.required, &object, &mut found);
            match object.certificate() {
                Ok(signer) => check_signer(files, asked, &object, signer, &mut found),
                Err(error) => found.problems.push(error.into()),
            }
        }
        Err(error) => found.problems.push(error.into()),
    }
    found
}

fn compare_groups(
    files: &ChipFiles<'_>,
    required: &[DataGroup],
    object: &SecurityObject<'_>,
    found: &mut Authenticity,
) {
    for (group, bytes) in &files.groups {
        match object.groups.get(group) {
            Some(hash) if *hash == object.hash.over(bytes) => found.unaltered.push(*group),
            Some(_) => found.problems.push(Problem::Altered(*group)),
            None => found.problems.push(Problem::Unsigned(*group)),
        }
    }
    let listed = match files.com.map(ChipContents::of) {
        Some(Ok(contents)) => contents.groups,
        Some(Err(_)) => {
            found.problems.push(Problem::Contents);
            Vec::new()
        }
        None => Vec::new(),
    };
    let unread = |group: &DataGroup| !files.groups.contains_key(group);
    let unsigned = listed.into_iter().filter(|group| unread(group) && !object.groups.contains_key(group));
    found.problems.extend(unsigned.map(Problem::Unsigned));
    found.unread = object.groups.keys().copied().filter(unread).collect();
    let missing = found.unread.iter().filter(|group| required.contains(group) && **group != DataGroup::MRZ);
    let mut missing: Vec<Problem> = missing.map(|group| Problem::Missing(*group)).collect();
    if unread(&DataGroup::MRZ) {
        missing.insert(0, Problem::Missing(DataGroup::MRZ));
    }
    found.problems.append(&mut missing);
}

fn check_signer(
    files: &ChipFiles<'_>,
    asked: Asked<'_>,
    object: &SecurityObject<'_>,
    signer: &Certificate,
    found: &mut Authenticity,
) {
    if let Err(error) = object.check_signature(signer) {
        found.problems.push(error.into());
    }
    if !signer.may_sign_documents() || signer.has_unknown_demands() {
        found.problems.push(Problem::Usage);
    }
    if signer.not_before().is_none_or(|first| asked.at < first) {
        found.problems.push(Problem::SignerNotYetValid);
    }
    if signer.not_after().is_none_or(|last| asked.at > last) {
        found.problems.push(Problem::SignerExpired);
    }
    let authority = authority_of(signer, asked.trust);
    found.signer = Some(Signer {
        name: signer.shown_subject(),
        authority: authority.as_ref().ok().map(|authority| authority.shown_subject()),
        not_before: signer.not_before(),
        not_after: signer.not_after(),
    });
    match authority {
        Ok(authority) => check_authority(files, asked, signer, authority, found),
        Err(problem) => found.problems.push(problem),
    }
}

/// The trusted authority that issued a certificate. Doc 9303 has no authority between the two.
fn authority_of<'a>(signer: &Certificate, trust: &'a TrustStore) -> Result<&'a Certificate, Problem> {
    let mut reason = Problem::UnknownAuthority;
    for authority in trust.issuers_of(signer) {
        match authority.key().and_then(|key| signer.check_signature(&key)) {
            Ok(()) => return Ok(authority),
            Err(error) => reason = Problem::Certificate(error),
        }
    }
    Err(reason)
}

fn check_authority(
    files: &ChipFiles<'_>,
    asked: Asked<'_>,
    signer: &Certificate,
    authority: &Certificate,
    found: &mut Authenticity,
) {
    let begun = authority.not_before().is_some_and(|first| asked.at >= first);
    let lasts = authority.not_after().is_some_and(|last| asked.at <= last);
    if !(begun && lasts) {
        found.problems.push(Problem::AuthorityNotValid);
    }
    match asked.trust.revocation(authority, signer, asked.at) {
        Revocation::Good => found.revocation_checked = true,
        Revocation::Revoked => found.problems.push(Problem::Revoked),
        Revocation::Outdated => found.problems.push(Problem::RevocationsOutdated),
        Revocation::Unknown => {}
    }
    found.problems.extend(state_problem(files, signer, authority));
}

/// A signer of one state must not make documents of another.
fn state_problem(files: &ChipFiles<'_>, signer: &Certificate, authority: &Certificate) -> Option<Problem> {
    let group = files.groups.get(&DataGroup::MRZ)?;
    let Ok(zone) = mrz(group) else {
        return Some(Problem::NoState);
    };
    let state = authority.state();
    let same_country = signer.country() == authority.country();
    if state.as_ref() == Some(&zone.issuer) && same_country {
        return None;
    }
    let country = if same_country { state } else { signer.country() };
    Some(Problem::OtherState {
        document: zone.issuer, signer: country.unwrap_or_else(|| "nước không rõ".to_owned())
    })
}
