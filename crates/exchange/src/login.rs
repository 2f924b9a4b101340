//! *Đăng nhập qua hệ thống định danh*: OpenID Connect, authorization code with PKCE (RFC 7636, S256).
//!
//! Everything that says who somebody is comes from the provider itself over its own connection and is verified here:
//! nothing a browser carries is believed but the code, and that only by the provider. The time is an argument.

mod claims;
mod keys;
mod token;
mod wire;

pub use claims::{AccountKind, Told};

use crate::Unusable;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::StatusCode;
use hyper::body::Bytes;
use keys::Keys;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use token::Expected;
use tokio::sync::Mutex;
use wire::{Wire, is_safe, part};

/// Seconds for which what a provider says of itself is believed without asking again.
const BELIEVED: i64 = 3600;
/// Seconds after which keys are asked for again because a token names one we do not have.
const ASKED_AGAIN: i64 = 30;

/// Seconds for which a provider that did not answer is not asked again about itself.
const TOLD_AGAIN: i64 = 10;

/// How a provider is reached, and as whom.
#[derive(Clone)]
pub struct Client {
    /// Address of the provider, as its tokens name it.
    pub issuer: String,
    /// What it calls us.
    pub id: String,
    /// What only it and we know; `None` for a client that has nothing but PKCE.
    pub secret: Option<String>,
    /// Where it sends people back to.
    pub back: String,
    /// What is asked for (`openid`, and what a provider wants besides).
    pub scope: String,
    /// Levels asked for (`acr_values`); empty to ask for none.
    pub levels: String,
}

impl std::fmt::Debug for Client {
    /// Shows no secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({} at {})", self.id, self.issuer)
    }
}

/// *Nhà cung cấp định danh*.
pub struct Provider {
    client: Client,
    wire: Wire,
    asked: Mutex<Asked>,
}

/// What came of asking a provider about itself.
#[derive(Default)]
struct Asked {
    known: Option<Arc<Known>>,
    failed: Option<(i64, LoginError)>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.client.fmt(f)
    }
}

/// Secrets of one way in: made for one browser, used once.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Comes back with the code.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Shown to the provider with the code.
    pub verifier: String,
}

/// What a browser brought back.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Back {
    /// What the provider gives a token for.
    pub code: String,
    /// As it was sent along.
    pub state: String,
    /// Who says to have sent it (RFC 9207).
    pub issuer: Option<String>,
    /// Why there is no code.
    pub error: String,
}

/// Why nobody was signed in. No text of a provider or of a person is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The provider does not answer, or too slowly.
    #[error("the identity provider does not answer ({0})")]
    Unreachable(&'static str),
    /// The provider answers, and what it says makes no sense.
    #[error("the identity provider's answer makes no sense ({0})")]
    Nonsense(&'static str),
    /// The person said no, or the provider did.
    #[error("the identity provider let nobody in")]
    Denied,
    /// What came back is not what was sent out: an old page, or another's.
    #[error("what came back does not belong to this browser ({0})")]
    Foreign(&'static str),
    /// A proof that does not hold.
    #[error("the identity provider's token was refused ({0})")]
    Forged(&'static str),
}

/// What a provider says of itself, and its keys.
struct Known {
    told: Metadata,
    keys: Keys,
    asked_at: i64,
}

/// The discovery document (OpenID Connect Discovery 1.0).
#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    end_session_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    token_type: String,
    id_token: String,
}

impl Provider {
    /// A provider at an address; asks it nothing yet, so that one that is down keeps no system from starting.
    pub fn open(client: Client) -> Result<Provider, Unusable> {
        let said = |text: &str| Err(Unusable(text.to_owned()));
        if !is_safe(&client.issuer) {
            return said("địa chỉ nhà cung cấp định danh phải là https://… (http chỉ dùng được trên chính máy này)");
        }
        if client.id.is_empty() {
            return said("thiếu mã ứng dụng mà nhà cung cấp định danh cấp: --login-client");
        }
        if client.secret.as_ref().is_some_and(|secret| secret.len() < 16) {
            return said("khoá bí mật của ứng dụng ngắn quá: ít nhất 16 ký tự, do nhà cung cấp định danh cấp");
        }
        if !client.scope.split(' ').any(|word| word == "openid") {
            return said("phạm vi xin (--login-scope) phải có openid");
        }
        Ok(Provider { client, wire: Wire::open()?, asked: Mutex::default() })
    }

    /// Where a browser goes to sign in.
    pub async fn begin(&self, attempt: &Attempt, now: i64) -> Result<String, LoginError> {
        let known = self.known(now).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(attempt.verifier.as_bytes()));
        let mut pairs: Vec<(&str, &str)> = vec![
            ("response_type", "code"),
            ("client_id", self.client.id.as_str()),
            ("redirect_uri", self.client.back.as_str()),
            ("scope", self.client.scope.as_str()),
            ("state", attempt.state.as_str()),
            ("nonce", attempt.nonce.as_str()),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        if !self.client.levels.is_empty() {
            pairs.push(("acr_values", &self.client.levels));
        }
        Ok(with_query(&known.told.authorization_endpoint, &pairs))
    }

    /// Who came back: changes the code for tokens, verifies them, asks for the claims.
    pub async fn finish(&self, back: &Back, attempt: &Attempt, now: i64) -> Result<Told, LoginError> {
        let known = self.known(now).await?;
        self.ours(back, attempt, &known)?;
        let tokens = self.tokens(&known, back, attempt).await?;
        let expected = Expected {
            issuer: &self.client.issuer,
            audience: &self.client.id,
            nonce: &attempt.nonce,
            access_token: &tokens.access_token,
            now,
        };
        let keys = match token::header(&tokens.id_token).map(|header| known.keys.has(&header)) {
            Ok(false) => self.fresh(&known, now).await?,
            _ => known.clone(),
        };
        let claims = token::verified(&tokens.id_token, &keys.keys, &expected)?;
        let more = match &known.told.userinfo_endpoint {
            Some(address) => self.user_info(address, &tokens.access_token).await?,
            None => Value::Null,
        };
        claims::told(&self.client.issuer, &claims, &more)
    }

    /// Where a browser goes to be signed out of the provider too; `None` if it offers none or was never asked.
    pub async fn sign_out(&self, back: &str) -> Option<String> {
        let known = self.asked.lock().await.known.clone()?;
        let address = known.told.end_session_endpoint.clone()?;
        Some(with_query(&address, &[("client_id", self.client.id.as_str()), ("post_logout_redirect_uri", back)]))
    }

    /// Whether what came back is an answer to this way in, by this provider.
    fn ours(&self, back: &Back, attempt: &Attempt, known: &Known) -> Result<(), LoginError> {
        if back.state.is_empty() || back.state != attempt.state {
            return Err(LoginError::Foreign("state"));
        }
        // Another provider that answers in the name of this one (mix-up) is told by its name.
        let named = back.issuer.as_deref().map(|issuer| issuer == self.client.issuer);
        if named == Some(false) || (named.is_none() && known.told.authorization_response_iss_parameter_supported) {
            return Err(LoginError::Foreign("iss"));
        }
        match (back.error.as_str(), back.code.is_empty()) {
            ("", false) => Ok(()),
            ("server_error" | "temporarily_unavailable", _) => Err(LoginError::Unreachable("authorization")),
            _ => Err(LoginError::Denied),
        }
    }

    async fn tokens(&self, known: &Known, back: &Back, attempt: &Attempt) -> Result<Tokens, LoginError> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", back.code.as_str()),
            ("redirect_uri", self.client.back.as_str()),
            ("code_verifier", attempt.verifier.as_str()),
            ("client_id", self.client.id.as_str()),
        ];
        let answer = match &self.client.secret {
            None => self.wire.post(&known.told.token_endpoint, None, query(&form)).await?,
            Some(secret) => self.shown(&known.told.token_endpoint, &form, secret).await?,
        };
        let answer = answer.map_err(|status| match status {
            StatusCode::UNAUTHORIZED => LoginError::Nonsense("client"),
            // A code that was used, or is another's, is refused here: whoever brought it starts again.
            _ => LoginError::Foreign("code"),
        })?;
        let tokens: Tokens = serde_json::from_slice(&answer).map_err(|_| LoginError::Nonsense("tokens"))?;
        let bearer = tokens.token_type.eq_ignore_ascii_case("bearer");
        if bearer && !tokens.access_token.is_empty() { Ok(tokens) } else { Err(LoginError::Nonsense("token type")) }
    }

    /// Shows the secret in the header, as the standard prefers; where the provider does not know us by that, in the
    /// form: what was registered there is nowhere published. A code is not spent on a client that is not known.
    async fn shown(
        &self,
        address: &str,
        form: &[(&str, &str)],
        secret: &str,
    ) -> Result<Result<Bytes, StatusCode>, LoginError> {
        let basic = format!("{}:{}", part(&self.client.id), part(secret));
        match self.wire.post(address, Some(&basic), query(form)).await? {
            Err(StatusCode::UNAUTHORIZED) => {
                let form = [form, &[("client_secret", secret)]].concat();
                self.wire.post(address, None, query(&form)).await
            }
            answer => Ok(answer),
        }
    }

    async fn user_info(&self, address: &str, access_token: &str) -> Result<Value, LoginError> {
        let body = self.wire.get(address, Some(access_token)).await?;
        serde_json::from_slice(&body).map_err(|_| LoginError::Nonsense("userinfo"))
    }

    /// What the provider says of itself; asked once an hour.
    async fn known(&self, now: i64) -> Result<Arc<Known>, LoginError> {
        let mut asked = self.asked.lock().await;
        if let Some(kept) = asked.known.as_ref().filter(|kept| (0..BELIEVED).contains(&(now - kept.asked_at))) {
            return Ok(kept.clone());
        }
        // One person waits for a provider that is down; those behind him are told at once.
        if let Some((_, error)) = asked.failed.as_ref().filter(|(at, _)| (now - at).abs() < TOLD_AGAIN) {
            return Err(error.clone());
        }
        self.remember(&mut asked, now).await
    }

    /// The provider's keys again, because it signed with one we do not have: providers change keys.
    async fn fresh(&self, stale: &Arc<Known>, now: i64) -> Result<Arc<Known>, LoginError> {
        let mut asked = self.asked.lock().await;
        let kept = asked.known.clone().unwrap_or_else(|| stale.clone());
        if !Arc::ptr_eq(&kept, stale) || (now - kept.asked_at).abs() < ASKED_AGAIN {
            return Ok(kept);
        }
        self.remember(&mut asked, now).await
    }

    async fn remember(&self, asked: &mut Asked, now: i64) -> Result<Arc<Known>, LoginError> {
        match self.ask(now).await {
            Ok(known) => {
                *asked = Asked { known: Some(known.clone()), failed: None };
                Ok(known)
            }
            Err(error) => {
                asked.failed = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    async fn ask(&self, now: i64) -> Result<Arc<Known>, LoginError> {
        let address = format!("{}/.well-known/openid-configuration", self.client.issuer.trim_end_matches('/'));
        let body = self.wire.get(&address, None).await?;
        let told: Metadata = serde_json::from_slice(&body).map_err(|_| LoginError::Nonsense("discovery"))?;
        if told.issuer != self.client.issuer {
            return Err(LoginError::Nonsense("issuer"));
        }
        let addresses = [&told.authorization_endpoint, &told.token_endpoint, &told.jwks_uri];
        let others = [&told.userinfo_endpoint, &told.end_session_endpoint];
        if !addresses.into_iter().chain(others.into_iter().flatten()).all(|address| is_safe(address)) {
            return Err(LoginError::Nonsense("addresses"));
        }
        let keys = Keys::read(&self.wire.get(&told.jwks_uri, None).await?)?;
        Ok(Arc::new(Known { told, keys, asked_at: now }))
    }
}

fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{}", query(pairs))
}

fn query(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={}", part(value))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests;
