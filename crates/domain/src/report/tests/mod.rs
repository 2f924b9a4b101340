//! The progress report against facts, against an independent count, and against its own running totals.

mod facts;
mod lives;
mod properties;
mod reference;
