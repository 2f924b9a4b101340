//! The pages over a real store, asked as a browser asks.

mod admin;
mod citizen;
mod counter;
mod office;
mod officer;
mod safety;
pub(crate) mod sample;
mod site;
mod walk;
