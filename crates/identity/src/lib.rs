//! *Nhân thân*: what papers and people say of who somebody is. Bytes in, values out: no clock, file or chance.
//!
//! Whatever identifies a person hides most of itself from `{:?}`, so that it never stands in a log; the whole
//! is given only to those who ask for it by name (`digits`, `as_str`).

pub mod birth;
pub mod card;
pub mod mrz;
pub mod name;
pub mod number;
mod sex;
mod typed;
pub mod verdict;

pub use sex::Sex;
