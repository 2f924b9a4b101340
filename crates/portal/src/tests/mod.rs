//! The pages over a real store, asked as a browser asks.

mod apply;
pub(crate) mod applying;
mod citizen;
mod hostile;
mod officer;
mod safety;
pub(crate) mod sample;
pub(crate) mod site;
mod walk;
