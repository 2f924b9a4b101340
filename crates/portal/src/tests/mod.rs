//! The pages over a real store, asked as a browser asks.

mod account;
mod admin;
mod apply;
pub(crate) mod applying;
mod citizen;
mod clinic;
mod counter;
mod editor;
mod factors;
mod hostile;
mod linked;
mod lookups;
mod office;
mod officer;
mod privacy;
mod safety;
pub(crate) mod sample;
pub(crate) mod site;
mod walk;
