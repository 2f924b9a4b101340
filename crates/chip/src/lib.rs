//! *Chip của thẻ căn cước, hộ chiếu*: what its files say (ICAO Doc 9303, part 10), and whether the state that issued
//! it signed just that (*xác thực thụ động*, parts 11 and 12).
//!
//! Bytes in, values out: no clock, file, socket or chance. A passive check tells that the data are as they were
//! signed; that the chip is no copy of another is told only by a reader that challenges it.

mod authenticity;
mod bp512;
mod certificate;
mod com;
mod curve;
mod dg1;
mod face;
mod group;
mod personal;
mod revocation;
mod signature;
mod sod;
mod tlv;
mod trust;

pub use authenticity::{Asked, Authenticity, ChipFiles, Problem, Signer, check};
pub use com::{ChipContents, ComError};
pub use dg1::{Dg1Error, mrz};
pub use face::{FaceError, FaceImage, ImageFormat};
pub use group::DataGroup;
pub use personal::{PersonalData, PersonalDataError, PersonalField};
pub use signature::SignatureError;
pub use sod::{SodError, signed_groups};
pub use trust::{TrustError, TrustStore};
