//! *Sổ cái*: closing its days and checking all of it.

mod consent;
mod finding;
mod lookups;
mod seal;
mod verify;

pub use finding::{Fault, Finding, VerifyReport};
