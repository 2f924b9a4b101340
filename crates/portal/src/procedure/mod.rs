//! *Thủ tục*: finding one and reading what it asks.

pub(crate) mod life;
pub(crate) mod one;
pub(crate) mod process;
pub(crate) mod search;
