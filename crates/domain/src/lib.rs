//! The rules of administrative procedures (*thủ tục hành chính*): values in, values out.
//!
//! Nothing here reads a clock, a file, a socket, a database, the environment or a random source;
//! time, chance and the law's dated rows are arguments. Read in this order: [`time`], [`calendar`],
//! [`agency`], [`procedure`], [`process`], [`dossier`], [`ledger`], [`report`].

pub mod agency;
pub mod calendar;
pub mod dossier;
pub mod facility;
pub mod histories;
pub mod insurance;
pub mod journey;
pub mod ledger;
pub mod lookup;
pub mod message;
pub mod privacy;
pub mod procedure;
pub mod process;
pub mod queue;
pub mod report;
pub mod rules;
pub mod second_factor;
pub mod text;
pub mod time;
