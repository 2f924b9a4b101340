//! *Xác minh đăng nhập*: an officer's second factors, kept and used. What a proof is worth is `factor`'s to say; here
//! it is found, spent and noted, and its owner is told.

mod keep;
mod prove;
mod reset;
#[cfg(test)]
mod tests;

pub use keep::{Kept, NewApp};
pub use prove::Half;

use crate::messages::Ways;
use crate::people::Officer;
use crate::{App, chance};
use domain::time::Instant;
use factor::passkey::{Challenge, PasskeyError, PasskeySite, bytes_of, text_of};
use factor::vault::Vault;
use store::StoreError;

/// What second factors need besides the store: the system's key, the site passkeys are bound to, ways to tell people.
#[derive(Debug, Clone)]
pub struct Means {
    /// Under which secrets are sealed and codes hashed.
    pub vault: Vault,
    /// `None` where browsers give no passkeys.
    pub site: Option<PasskeySite>,
    /// How officers are told.
    pub ways: Ways,
}

/// An officer's second factors, at work.
#[derive(Clone, Copy)]
pub struct Factors<'a> {
    app: &'a App,
    means: &'a Means,
}

impl App {
    /// Second factors with what they need.
    pub fn factors<'a>(&'a self, means: &'a Means) -> Factors<'a> {
        Factors { app: self, means }
    }
}

/// What somebody shows to prove who he is.
#[derive(Clone)]
pub enum Proof<'a> {
    /// Six digits of an app.
    Code(&'a str),
    /// A recovery code.
    Recovery(&'a str),
    /// An answer of a passkey.
    Passkey(Answer),
}

/// What a browser sends of a passkey that was used.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Id of the passkey.
    pub id: Vec<u8>,
    /// JSON of the browser.
    pub client_data: Vec<u8>,
    /// What the key says of itself.
    pub authenticator_data: Vec<u8>,
    /// Over both.
    pub signature: Vec<u8>,
    /// Whose key it says it is; empty where it does not say.
    pub user: Vec<u8>,
}

impl Answer {
    /// As pages send it: five texts.
    pub fn of([id, client_data, authenticator_data, signature, user]: [&str; 5]) -> Option<Answer> {
        Some(Answer {
            id: bytes_of(id)?,
            client_data: bytes_of(client_data)?,
            authenticator_data: bytes_of(authenticator_data)?,
            signature: bytes_of(signature)?,
            user: bytes_of(user)?,
        })
    }
}

/// What a page needs to ask a browser for a passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedKey {
    /// The site.
    pub site: PasskeySite,
    /// What is to be signed.
    pub challenge: String,
    /// Ids of the keys that may answer (or, for a new one, that are there already).
    pub keys: Vec<String>,
    /// Whose: what the key keeps of its owner; nobody reads a name out of it.
    pub user: String,
}

/// Why a proof or a change was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// The password was given too long ago, or the step was taken already.
    #[error("đã quá 10 phút từ khi nhập mật khẩu; đăng nhập lại từ đầu")]
    Half,
    /// Not the code of now.
    #[error("mã chưa đúng hoặc đã dùng; xem giờ trên điện thoại có đúng không rồi nhập mã mới nhất")]
    Code,
    /// Too many wrong codes.
    #[error("đã nhập sai nhiều lần; mã được nhận lại sau {minutes} phút, hoặc dùng khoá truy cập, mã khôi phục")]
    Wait {
        /// How long, rounded up.
        minutes: i64,
    },
    /// No such recovery code, or used.
    #[error("mã khôi phục chưa đúng hoặc đã dùng; mỗi mã chỉ dùng một lần")]
    Recovery,
    /// Not a key of his, or not an answer of it.
    #[error("{0}; thử lại, hoặc dùng cách khác")]
    Passkey(#[from] PasskeyError),
    /// Not a key that is known.
    #[error("khoá truy cập này chưa được đăng ký; đăng nhập bằng mật khẩu")]
    UnknownKey,
    /// There may be two of it.
    #[error(
        "khoá truy cập này có thể đã bị sao chép nên không được nhận nữa; dùng cách khác rồi bỏ khoá này ở trang Bảo mật"
    )]
    Suspect,
    /// The site has no passkeys.
    #[error("trang này chưa dùng được khoá truy cập; cần địa chỉ https có tên miền")]
    NoSite,
    /// He has to prove who he is first.
    #[error("xác nhận lại là bạn trước khi đổi cách đăng nhập")]
    Stale,
    /// Not the password.
    #[error("mật khẩu hiện tại chưa đúng; kiểm tra phím Caps Lock và bộ gõ tiếng Việt")]
    Password,
    /// The new password is too short.
    #[error("mật khẩu mới ngắn hơn 12 ký tự; chọn một câu dài dễ nhớ")]
    Short,
    /// A factor without a name.
    #[error("đặt một tên dễ nhận ra, nhiều nhất 60 ký tự, ví dụ Điện thoại cơ quan")]
    Name,
    /// No such factor.
    #[error("không còn mục này; mở lại trang Bảo mật")]
    NoSuchFactor,
    /// The last one of somebody who must have one.
    #[error("vai trò của bạn phải có ít nhất một cách xác minh; thêm cách khác trước khi bỏ cách này")]
    Last,
    /// More than anybody needs.
    #[error("đã có 10 cách xác minh; bỏ một cách không dùng nữa rồi thêm")]
    Many,
    /// The key is registered already.
    #[error("khoá truy cập này đã đăng ký rồi")]
    Known,
    /// The page was open too long.
    #[error("trang mở đã lâu; mở lại trang và làm từ đầu")]
    Old,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Factors<'_> {
    /// Notes something about an officer's ways in, and tells him.
    async fn tell(&self, officer: &Officer, kind: &str, what: &str, now: Instant) -> Result<(), StoreError> {
        self.app.note_act(officer, kind, &officer.login, what, now).await?;
        let whom = (&officer.agency, officer.login.as_str());
        let words = format!("{}.", capital(what));
        self.app.tell_of_account(whom, "account-safety", &words, &self.means.ways, now).await
    }

    fn site(&self) -> Result<&PasskeySite, FactorError> {
        self.means.site.as_ref().ok_or(FactorError::NoSite)
    }

    fn challenge(&self, purpose: &str, now: Instant) -> String {
        Challenge::new(&self.means.vault, purpose, chance::bytes(), now.unix_seconds()).text().to_owned()
    }

    /// What a passkey keeps of its owner: a hash under the system's key.
    fn user_handle(&self, officer: &Officer) -> [u8; 32] {
        self.means.vault.digest("passkey owner", &[officer.top.as_str().as_bytes(), officer.login.as_bytes()])
    }

    fn asked(&self, officer: &Officer, factors: &[store::Factor], purpose: &str, now: Instant) -> Option<AskedKey> {
        let keys = factors.iter().filter_map(|factor| factor.credential.as_deref().map(text_of)).collect();
        Some(AskedKey {
            site: self.means.site.clone()?,
            challenge: self.challenge(purpose, now),
            keys,
            user: text_of(&self.user_handle(officer)),
        })
    }
}

/// Whom a sealed secret belongs to.
fn owner(officer: &Officer) -> String {
    format!("{} {}", officer.top, officer.login)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
