//! *Hồ sơ*.
pub mod code;
