//! *Chỉ mục xác thực dân cư*: whether a number, a name and a date of birth belong together, for a nation.
//!
//! A register is a directory: a file of keyed fingerprints that is mapped into memory, a log of updates that are not
//! in it for good yet, and the key. It holds no name and no number. It is built from a file of people, answers while
//! it is updated, and a crash leaves it as it was before an update or after it.

pub mod build;
mod entry;
pub mod feed;
mod files;
pub mod fingerprint;
pub mod follow;
mod in_order;
mod lines;
mod log;
pub mod lookups;
mod map;
pub mod people;
pub mod queries;
pub mod register;
pub mod residence;
pub mod services;
pub mod subscriptions;
pub mod synthetic;
mod table;
pub mod verdict;
mod waiting;

pub use entry::Status;
pub use register::{Register, RegisterError, Writer};
pub use residence::{Residence, ResidenceKind, Whereabouts};
pub use verdict::{Counts, Verdict};
