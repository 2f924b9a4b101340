//! Housekeeping: properties of this repository, as tests.
//!
//! Each test states one thing that is true of the whole repository and, when it is not, tells whoever
//! broke it what to do. An exception is a row with its reason, in the list beside the test.

#[cfg(test)]
mod commands;
#[cfg(test)]
mod data;
#[cfg(test)]
mod dependencies;
#[cfg(test)]
mod files;
#[cfg(test)]
mod purity;
#[cfg(test)]
mod repository;
#[cfg(test)]
mod rust_source;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod walls;
#[cfg(test)]
mod words;
