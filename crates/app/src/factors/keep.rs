//! *Cách xác minh của tôi*: apps and passkeys are added, named and taken out; recovery codes made; the password
//! changed. Each change asks for a fresh proof, is noted, and told to its officer.

use super::{AskedKey, FactorError, Factors, owner};
use crate::admin::PASSWORD_LETTERS;
use crate::people::Officer;
use crate::session::SignedIn;
use crate::{chance, law, passwords};
use domain::second_factor::asked_for;
use domain::time::Instant;
use factor::passkey::{Challenge, Registration, bytes_of, register, text_of};
use factor::recovery::{self, CODES};
use factor::totp::TotpSecret;
use store::{Factor, FactorKind, StoreError};

/// More factors than anybody needs.
const MOST: usize = 10;
/// Longest name of a factor.
const NAME_LETTERS: usize = 60;

/// What an officer sees of his factors.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Apps and passkeys, oldest first.
    pub factors: Vec<Factor>,
    /// Recovery codes that are unused.
    pub codes_left: u32,
}

/// An app that is being added: its secret, and what the form carries of it.
#[derive(Debug, Clone)]
pub struct NewApp {
    /// What the app is to know.
    pub secret: TotpSecret,
    /// The same under seal.
    pub sealed: String,
}

impl Factors<'_> {
    /// The officer's factors.
    pub async fn kept(&self, officer: &Officer) -> Result<Kept, StoreError> {
        let factors = self.app.store().factors(&officer.top, &officer.login).await?;
        let codes_left = self.app.store().recovery_codes_left(&officer.top, &officer.login).await?;
        Ok(Kept { factors, codes_left })
    }

    /// A secret for an app, not kept before a first code shows that the app has it.
    pub fn new_app(&self, officer: &Officer) -> NewApp {
        let secret = TotpSecret::new(chance::bytes());
        let sealed = self.means.vault.seal(&enrolling(officer), secret.bytes(), chance::bytes());
        NewApp { secret, sealed: text_of(&sealed) }
    }

    /// The app a form carries; `None` where it was made for somebody else or by nobody.
    pub fn app_of(&self, officer: &Officer, sealed: &str) -> Option<NewApp> {
        let secret = TotpSecret::of(&self.means.vault.open(&enrolling(officer), &bytes_of(sealed)?)?)?;
        Some(NewApp { secret, sealed: sealed.to_owned() })
    }

    /// Keeps an app that gave its first code; gives recovery codes if it is the officer's first factor.
    pub async fn add_app(
        &self,
        signed: &SignedIn,
        app: &NewApp,
        name: &str,
        code: &str,
        now: Instant,
    ) -> Result<Option<Vec<String>>, FactorError> {
        let officer = &signed.officer;
        let step = app.secret.accepts(code, now.unix_seconds(), 0).ok_or(FactorError::Code)?;
        let factor = Factor {
            id: chance::token()[..16].to_owned(),
            kind: FactorKind::App,
            name: named(name)?,
            secret: self.means.vault.seal(&owner(officer), app.secret.bytes(), chance::bytes()),
            credential: None,
            counter: step,
            suspect_at: None,
            created_at: now,
            used_at: Some(now),
        };
        self.add(signed, &factor, "bạn vừa thêm một ứng dụng xác thực", now).await
    }

    /// How a browser is asked for a new passkey.
    pub async fn ask_new(&self, signed: &SignedIn, now: Instant) -> Result<Option<AskedKey>, StoreError> {
        let factors = self.app.store().factors(&signed.officer.top, &signed.officer.login).await?;
        Ok(self.asked(&signed.officer, &factors, &registering(signed), now))
    }

    /// Keeps a new passkey; gives recovery codes if it is the officer's first factor.
    pub async fn add_passkey(
        &self,
        signed: &SignedIn,
        sent: &Registration<'_>,
        name: &str,
        now: Instant,
    ) -> Result<Option<Vec<String>>, FactorError> {
        let name = named(name)?;
        let at = now.unix_seconds();
        let challenge = Challenge::answered(&self.means.vault, &registering(signed), sent.client_data, at)?;
        let passkey = register(self.site()?, &challenge, sent)?;
        if !self.app.store().passkey_holders(&passkey.id).await?.is_empty() {
            return Err(FactorError::Known);
        }
        let ends = Instant::from_unix_seconds(challenge.ends).unwrap_or(now);
        if !self.app.store().spend_challenge(&challenge.id, ends).await? {
            return Err(FactorError::Old);
        }
        let factor = Factor {
            id: chance::token()[..16].to_owned(),
            kind: FactorKind::Passkey,
            name,
            secret: passkey.key.bytes().to_vec(),
            credential: Some(passkey.id),
            counter: passkey.counter.into(),
            suspect_at: None,
            created_at: now,
            used_at: None,
        };
        self.add(signed, &factor, "bạn vừa thêm một khoá truy cập", now).await
    }

    async fn add(
        &self,
        signed: &SignedIn,
        factor: &Factor,
        what: &str,
        now: Instant,
    ) -> Result<Option<Vec<String>>, FactorError> {
        fresh(signed, now)?;
        let (officer, store) = (&signed.officer, self.app.store());
        let before = store.factors(&officer.top, &officer.login).await?.len();
        if before >= MOST {
            return Err(FactorError::Many);
        }
        let made = (before == 0).then(|| self.codes(officer));
        let hashes = made.as_ref().map(|(_, hashes)| hashes.as_slice());
        store.add_factor(&officer.top, &officer.login, factor, hashes).await?;
        // The factor was given here; sessions begun with the password alone are none any more.
        store.confirm_session(&signed.session, now, true).await?;
        self.tell(officer, "factor-add", what, now).await?;
        Ok(made.map(|(codes, _)| codes))
    }

    /// Gives a factor another name.
    pub async fn rename(&self, signed: &SignedIn, id: &str, name: &str) -> Result<(), FactorError> {
        let name = named(name)?;
        let (top, login) = (&signed.officer.top, &signed.officer.login);
        let done = self.app.store().rename_factor(top, login, id, &name).await?;
        if done { Ok(()) } else { Err(FactorError::NoSuchFactor) }
    }

    /// Takes a factor out, but for the last one of somebody who must have one.
    pub async fn remove(&self, signed: &SignedIn, id: &str, now: Instant) -> Result<(), FactorError> {
        fresh(signed, now)?;
        let (officer, store) = (&signed.officer, self.app.store());
        let factors = store.factors(&officer.top, &officer.login).await?;
        let factor = factors.iter().find(|factor| factor.id == id).ok_or(FactorError::NoSuchFactor)?;
        let last = factors.len() == 1;
        if last && asked_for(law::second_factor_rules(), &officer.roles, now.day()).is_some() {
            return Err(FactorError::Last);
        }
        if !store.remove_factor(&officer.top, &officer.login, id, last).await? {
            return Err(FactorError::NoSuchFactor);
        }
        let what = match factor.kind {
            FactorKind::App => "bạn vừa bỏ một ứng dụng xác thực",
            FactorKind::Passkey => "bạn vừa bỏ một khoá truy cập",
        };
        Ok(self.tell(officer, "factor-remove", what, now).await?)
    }

    /// Ten new recovery codes in place of the ones before, shown once.
    pub async fn new_codes(&self, signed: &SignedIn, now: Instant) -> Result<Vec<String>, FactorError> {
        fresh(signed, now)?;
        let (officer, store) = (&signed.officer, self.app.store());
        if store.factors(&officer.top, &officer.login).await?.is_empty() {
            return Err(FactorError::NoSuchFactor);
        }
        let (codes, hashes) = self.codes(officer);
        store.put_recovery_codes(&officer.top, &officer.login, &hashes, now).await?;
        self.tell(officer, "recovery-new", "bạn vừa tạo mã khôi phục mới, các mã cũ không còn dùng được", now).await?;
        Ok(codes)
    }

    fn codes(&self, officer: &Officer) -> (Vec<String>, Vec<[u8; 32]>) {
        let codes: Vec<String> = (0..CODES).map(|_| chance::follow_key()).collect();
        let hash = |code: &String| recovery::digest(&self.means.vault, &owner(officer), code);
        let hashes = codes.iter().filter_map(hash).collect();
        (codes, hashes)
    }

    /// Changes the password and ends the other sessions. The current one is the fresh proof.
    pub async fn change_password(
        &self,
        signed: &SignedIn,
        current: &str,
        new: &str,
        now: Instant,
    ) -> Result<(), FactorError> {
        if new.chars().count() < PASSWORD_LETTERS {
            return Err(FactorError::Short);
        }
        let officer = &signed.officer;
        self.check_password(officer, current).await?;
        let new = new.to_owned();
        let hash = tokio::task::spawn_blocking(move || passwords::hash(&new)).await.map_err(|_| StoreError::Closed)?;
        self.app.store().change_own_password(&officer.top, &officer.login, &hash, &signed.session).await?;
        let what = "bạn vừa đổi mật khẩu, các phiên đăng nhập khác đã kết thúc";
        Ok(self.tell(officer, "password-set", what, now).await?)
    }
}

fn fresh(signed: &SignedIn, now: Instant) -> Result<(), FactorError> {
    if signed.is_fresh(now) { Ok(()) } else { Err(FactorError::Stale) }
}

fn named(typed: &str) -> Result<String, FactorError> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= NAME_LETTERS;
    if fits { Ok(name.to_owned()) } else { Err(FactorError::Name) }
}

fn enrolling(officer: &Officer) -> String {
    format!("new app of {}", owner(officer))
}

fn registering(signed: &SignedIn) -> String {
    format!("register {}", signed.session)
}
