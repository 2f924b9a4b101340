//! The contract: the only JSON shapes of ours for the outside.
//!
//! Each shape is a type here, made from domain values; keys never change their meaning once published.

pub mod card;
pub mod catalogue;
pub mod histories;
pub mod insurance;
pub mod ledger;
pub mod lookups;
pub mod my_data;
pub mod phone_message;
pub mod population;
pub mod progress;
