//! DG1: the machine readable zone, as on the paper.

use crate::DataGroup;
use crate::tlv::only;
use identity::mrz::{Mrz, MrzError};

/// Why DG1 says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Dg1Error {
    /// Tags or lengths are wrong.
    #[error("DG1 không đúng cấu trúc; đọc lại chip")]
    Structure,
    /// The zone inside is wrong.
    #[error("vùng đọc máy trong DG1 chưa đúng: {0}")]
    Zone(#[from] MrzError),
}

/// Reads DG1.
pub fn mrz(file: &[u8]) -> Result<Mrz, Dg1Error> {
    let zone =
        only(file, DataGroup::MRZ.tag()).and_then(|group| only(group.value, 0x5f1f)).ok_or(Dg1Error::Structure)?;
    let text = std::str::from_utf8(zone.value).map_err(|_| Dg1Error::Structure)?;
    Ok(text.parse()?)
}
