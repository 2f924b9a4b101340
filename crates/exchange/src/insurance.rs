//! *Cổng tra cứu thẻ bảo hiểm y tế*: the look-up contract of the insurance service. An account is exchanged for two
//! tokens, the tokens for answers about one card at a time.
//!
//! The contract sends the account's password as an MD5 and repeats it in the address of every question. That is how
//! the service is built; neither the digest nor the address leaves this module, and nothing here is logged.

mod stand_in;
mod wire;

pub use stand_in::{Insured, Sent, StandIn, StandInAccount};

use crate::Unusable;
use crate::breaker::Breaker;
use crate::wire::{Letter, Silence, Wire, address};
use domain::insurance::InsuranceAnswer;
use domain::time::Instant;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{StatusCode, Uri};
use identity::card::CardHolder;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use wire::Tokens;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(4);
/// How long somebody at the desk waits at most, second tries included.
const WHOLE_PATIENCE: Duration = Duration::from_secs(8);
/// Between a try and the next.
const PAUSE: Duration = Duration::from_millis(300);

/// *Tài khoản của cơ sở* with the service, and the officer in whose name it asks.
#[derive(Clone, PartialEq, Eq)]
pub struct InsuranceAccount {
    /// Name of the account.
    pub username: String,
    /// Its password, as people know it.
    pub password: String,
    /// *Họ tên cán bộ tra cứu*, as registered with the service.
    pub officer_name: String,
    /// His citizen number, as registered with the service.
    pub officer_number: String,
}

impl std::fmt::Debug for InsuranceAccount {
    /// Shows no secret and nobody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InsuranceAccount")
    }
}

/// Why nothing was learnt of a card. None of these says that somebody is not insured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InsuranceError {
    /// It failed so often that it is left alone for a while.
    #[error("cổng bảo hiểm không trả lời nhiều lần liền; chờ ít phút rồi hỏi lại")]
    Rests,
    /// No connection.
    #[error("không nối được tới cổng bảo hiểm")]
    OutOfReach,
    /// No answer in time.
    #[error("cổng bảo hiểm không trả lời kịp")]
    TooSlow,
    /// The line broke in the middle, or far too much came.
    #[error("cổng bảo hiểm trả lời dở dang")]
    Broken,
    /// Another number than 200.
    #[error("cổng bảo hiểm trả lời {0}")]
    Status(u16),
    /// It gave no tokens.
    #[error("cổng bảo hiểm không nhận tài khoản của cơ sở; kiểm tra tên và mật khẩu trong cấu hình")]
    Account,
    /// An answer that is none.
    #[error("cổng bảo hiểm trả lời không đọc được ({0})")]
    Nonsense(&'static str),
}

impl InsuranceError {
    /// Whether asking once more at once may help.
    fn may_pass(&self) -> bool {
        match self {
            InsuranceError::OutOfReach | InsuranceError::TooSlow | InsuranceError::Broken => true,
            InsuranceError::Status(status) => *status >= 500 || *status == 429,
            _ => false,
        }
    }
}

/// The service, as one installation asks it.
pub struct InsuranceService {
    out: Wire,
    base: String,
    account: InsuranceAccount,
    tokens: tokio::sync::Mutex<Option<Tokens>>,
    breaker: Mutex<Breaker>,
}

impl InsuranceService {
    /// The service at an address (`https://egw.baohiemxahoi.gov.vn`).
    pub fn open(base: &str, account: InsuranceAccount) -> Result<InsuranceService, Unusable> {
        let base = base.trim_end_matches('/').to_owned();
        address(&base, "địa chỉ cổng bảo hiểm")?;
        if account.username.is_empty() || account.password.is_empty() {
            return Err(Unusable("cần tên và mật khẩu tài khoản của cơ sở tại cổng bảo hiểm".to_owned()));
        }
        let (tokens, breaker) = (tokio::sync::Mutex::default(), Mutex::default());
        Ok(InsuranceService { out: Wire::open(PATIENCE)?, base, account, tokens, breaker })
    }

    /// Asks about one card. It only reads, so it is safe to ask twice: what may pass is tried once more, tokens that
    /// are refused are renewed once.
    pub async fn look_up(&self, asked: &CardHolder, now: Instant) -> Result<InsuranceAnswer, InsuranceError> {
        let clock = Duration::from_secs(now.unix_seconds().unsigned_abs());
        if self.breaker().admit(clock).is_err() {
            return Err(InsuranceError::Rests);
        }
        let twice = async {
            match self.once(asked, now).await {
                Err(error) if error.may_pass() => {
                    tokio::time::sleep(PAUSE).await;
                    self.once(asked, now).await
                }
                told => told,
            }
        };
        let told = tokio::time::timeout(WHOLE_PATIENCE, twice).await.unwrap_or(Err(InsuranceError::TooSlow));
        match &told {
            Err(error) if error.may_pass() => self.breaker().failed(clock),
            _ => self.breaker().answered(),
        }
        told
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn once(&self, asked: &CardHolder, now: Instant) -> Result<InsuranceAnswer, InsuranceError> {
        let tokens = self.tokens(now, None).await?;
        match self.ask(&tokens, asked).await {
            Err(InsuranceError::Status(401)) => {}
            Ok(answer) if answer.code == "401" => {}
            told => return told,
        }
        let renewed = self.tokens(now, Some(&tokens)).await?;
        match self.ask(&renewed, asked).await {
            Err(InsuranceError::Status(401)) => Err(InsuranceError::Account),
            told => told,
        }
    }

    /// The tokens that hold, or new ones; `refused` are those that hold no longer. Of many who find them refused at
    /// once, one renews them.
    async fn tokens(&self, now: Instant, refused: Option<&Tokens>) -> Result<Tokens, InsuranceError> {
        let mut kept = self.tokens.lock().await;
        if let Some(tokens) = kept.as_ref().filter(|tokens| tokens.hold(now) && Some(*tokens) != refused) {
            return Ok(tokens.clone());
        }
        let body = wire::account_body(&self.account);
        let tokens = match self.post("/api/token/take", body).await {
            Err(InsuranceError::Status(400 | 401 | 403)) => return Err(InsuranceError::Account),
            told => wire::read_tokens(&told?, now)?,
        };
        *kept = Some(tokens.clone());
        Ok(tokens)
    }

    async fn ask(&self, tokens: &Tokens, asked: &CardHolder) -> Result<InsuranceAnswer, InsuranceError> {
        let path = wire::look_up_path(tokens, &self.account);
        wire::read_answer(&self.post(&path, wire::question_body(asked, &self.account)).await?)
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> Result<Bytes, InsuranceError> {
        let to: Uri = format!("{}{path}", self.base).parse().map_err(|_| InsuranceError::Nonsense("mã truy cập"))?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(wire::MEDIA_TYPE));
        let (status, body) = self.out.post(Letter { address: &to, headers, body }).await.map_err(unheard)?;
        if status == StatusCode::OK { Ok(body) } else { Err(InsuranceError::Status(status.as_u16())) }
    }
}

fn unheard(silence: Silence) -> InsuranceError {
    match silence {
        Silence::NotReached => InsuranceError::OutOfReach,
        Silence::TimedOut => InsuranceError::TooSlow,
        Silence::Broken => InsuranceError::Broken,
    }
}

#[cfg(test)]
mod tests;
