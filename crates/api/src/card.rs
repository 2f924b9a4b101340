//! `motcua card read --json`: what a chip says and whether it is authentic.

use chip::{Authenticity, ChipFiles, DataGroup, FaceImage, PersonalData, Problem, Signer, mrz};
use serde::Serialize;

/// A chip.
#[derive(Debug, Serialize)]
pub struct CardBody {
    /// Nothing speaks against it.
    pub authentic: bool,
    /// What does.
    pub problems: Vec<ProblemBody>,
    /// Groups that are as they were signed: `DG1`.
    pub unaltered: Vec<String>,
    /// Groups that were signed and not read.
    pub unread: Vec<String>,
    /// A current list says that the signer was not revoked.
    pub revocation_checked: bool,
    /// Who signed.
    pub signer: Option<SignerBody>,
    /// DG1; null where it was not read or says nothing.
    pub zone: Option<ZoneBody>,
    /// DG2.
    pub face: Option<FaceBody>,
    /// DG13, field by field.
    pub personal: Vec<FieldBody>,
}

/// One thing that speaks against a chip.
#[derive(Debug, Serialize)]
pub struct ProblemBody {
    /// `altered`, `revoked` …
    pub code: &'static str,
    /// The group it is about.
    pub group: Option<String>,
    /// In words.
    pub text: String,
}

/// Who signed.
#[derive(Debug, Serialize)]
pub struct SignerBody {
    /// As the certificate names it.
    pub name: String,
    /// The trusted authority behind it.
    pub authority: Option<String>,
    /// Valid from, UTC.
    pub not_before: Option<String>,
    /// Valid to, UTC.
    pub not_after: Option<String>,
}

/// The machine readable zone.
#[derive(Debug, Serialize)]
pub struct ZoneBody {
    /// State that issued it.
    pub issuer: String,
    /// Number of the document.
    pub number: String,
    /// Family name and given names, without marks.
    pub full_name: String,
    /// Nationality.
    pub nationality: String,
}

/// The face: how large, not what.
#[derive(Debug, Serialize)]
pub struct FaceBody {
    /// `JPEG`, `JPEG 2000`.
    pub format: &'static str,
    /// Width in pixels, as stated.
    pub width: u16,
    /// Height in pixels, as stated.
    pub height: u16,
    /// Size of the file.
    pub bytes: usize,
}

/// One field of DG13.
#[derive(Debug, Serialize)]
pub struct FieldBody {
    /// As it is called in Vietnamese.
    pub field: String,
    /// What it says; several for the parents.
    pub texts: Vec<String>,
}

impl CardBody {
    /// What was read and what was found.
    pub fn of(files: &ChipFiles<'_>, found: &Authenticity) -> CardBody {
        let group = |group: DataGroup| files.groups.get(&group).copied();
        CardBody {
            authentic: found.is_authentic(),
            problems: found.problems.iter().map(ProblemBody::from).collect(),
            unaltered: found.unaltered.iter().map(DataGroup::to_string).collect(),
            unread: found.unread.iter().map(DataGroup::to_string).collect(),
            revocation_checked: found.revocation_checked,
            signer: found.signer.as_ref().map(SignerBody::from),
            zone: group(DataGroup::MRZ).and_then(zone),
            face: group(DataGroup::FACE).and_then(face),
            personal: group(DataGroup::PERSONAL).map(fields).unwrap_or_default(),
        }
    }
}

impl From<&Problem> for ProblemBody {
    fn from(problem: &Problem) -> ProblemBody {
        let (code, group) = problem.code();
        ProblemBody { code, group: group.map(|group| group.to_string()), text: problem.to_string() }
    }
}

impl From<&Signer> for SignerBody {
    fn from(signer: &Signer) -> SignerBody {
        SignerBody {
            name: signer.name.clone(),
            authority: signer.authority.clone(),
            not_before: signer.not_before.map(|moment| moment.to_string()),
            not_after: signer.not_after.map(|moment| moment.to_string()),
        }
    }
}

fn zone(file: &[u8]) -> Option<ZoneBody> {
    let zone = mrz(file).ok()?;
    let full_name = zone.full_name();
    Some(ZoneBody { issuer: zone.issuer, number: zone.number, full_name, nationality: zone.nationality })
}

fn face(file: &[u8]) -> Option<FaceBody> {
    let face = FaceImage::of(file).ok()?;
    Some(FaceBody { format: face.format.name(), width: face.width, height: face.height, bytes: face.bytes.len() })
}

fn fields(file: &[u8]) -> Vec<FieldBody> {
    let Ok(data) = PersonalData::of(file) else { return Vec::new() };
    data.fields().map(|(field, texts)| FieldBody { field: field.to_string(), texts: texts.to_vec() }).collect()
}
