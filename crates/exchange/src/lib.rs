//! *Ra bên ngoài*: one adapter for each foreign system. Here: mail servers, providers of SMS and Zalo, registers of
//! people, identity providers by OpenID Connect, the insurance service.
//!
//! Adapters know addresses and wires, nothing of dossiers. An error names no person: what a server answers may hold
//! an address, so only its number is kept.

mod breaker;
pub mod insurance;
pub mod login;
mod mail;
pub mod people;
mod webhook;
mod wire;

pub use breaker::Breaker;
pub use mail::{Letter, Mail};
pub use webhook::{Webhook, sign};

/// Why something did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again may help.
    #[error("{0}")]
    Later(String),
    /// Trying again will not help.
    #[error("{0}")]
    Never(String),
}

/// A setting that cannot be used; its text holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);
