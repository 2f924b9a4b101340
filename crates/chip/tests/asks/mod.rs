//! What is asked of every parser, whatever bytes it is given: the tests and the fuzz targets share it.

use chip::{Asked, ChipContents, ChipFiles, DataGroup, FaceImage, PersonalData, TrustStore, check, mrz, signed_groups};
use std::collections::BTreeMap;

/// Within the validity of every certificate of the test chips that is to be good.
pub(crate) fn moment() -> jiff::Timestamp {
    "2026-06-01T00:00:00Z".parse().expect("a moment")
}

/// The small files: contents, zone, face, what Việt Nam adds.
pub(crate) fn groups(bytes: &[u8]) {
    if let Ok(contents) = ChipContents::of(bytes) {
        assert!(contents.groups.len() <= bytes.len());
    }
    if let Ok(zone) = mrz(bytes) {
        assert!(!zone.full_name().is_empty());
    }
    if let Ok(face) = FaceImage::of(bytes) {
        assert!(!face.bytes.is_empty() && face.bytes.len() < bytes.len());
    }
    if let Ok(data) = PersonalData::of(bytes) {
        let letters: usize = data.fields().flat_map(|(_, texts)| texts).map(String::len).sum();
        assert!(letters <= bytes.len());
    }
}

/// A security object: read, and never authentic without anybody trusted.
pub(crate) fn security_object(bytes: &[u8]) {
    let _ = signed_groups(bytes);
    let trust = TrustStore::default();
    let files = ChipFiles { com: Some(bytes), sod: bytes, groups: BTreeMap::from([(DataGroup::MRZ, bytes)]) };
    let found = check(&files, Asked { trust: &trust, at: moment(), required: &[DataGroup::FACE] });
    assert!(!found.is_authentic());
    assert!(found.problems.iter().all(|problem| !problem.to_string().is_empty()));
}

/// Certificates and lists of revoked ones.
pub(crate) fn trust(bytes: &[u8]) {
    if let Ok(trust) = TrustStore::of(bytes) {
        assert!(trust.authorities().count() > 0);
    }
    assert!(TrustStore::default().with_revocations(bytes).is_err());
}
