//! *Hình vẽ*: pictures drawn on the server, readable without a script.

pub(crate) mod bars;
pub(crate) mod load;
pub(crate) mod process;
pub(crate) mod provinces;
pub(crate) mod qr;
pub(crate) mod stacks;
