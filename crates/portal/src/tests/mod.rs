//! The pages over a real store, asked as a browser asks.

mod apply;
mod applying;
mod citizen;
mod hostile;
mod officer;
mod safety;
pub(crate) mod sample;
mod site;
mod walk;
