//! Measurements that decisions rest on. Each prints, in one run, its figures, an anchor measured beside them
//! and the ratio of both: machines differ and are busy, ratios stay.

pub mod anchor;
pub mod figures;
pub mod http;
pub mod import;
pub mod place;
pub mod population;
pub mod reads;
pub mod report;
pub mod server;
pub mod spine;
pub mod start;

/// What may go wrong while measuring: anything, and then the run ends.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What a measurement gives.
pub type Outcome<T> = Result<T, Failure>;
