//! *Chứng minh là mình*: the second step of signing in, a passkey in place of both, and a fresh proof before a change.

use super::{Answer, AskedKey, FactorError, Factors, Proof, owner};
use crate::passwords;
use crate::people::Officer;
use crate::session::{NewSession, SignedIn, Whereabouts, later};
use domain::ledger::Digest;
use domain::time::Instant;
use factor::passkey::{Assertion, Challenge, Passkey, PasskeyError, PublicKey, Verification, verify};
use factor::totp::{TotpSecret, step_of};
use factor::{recovery, wait_after};
use store::{Factor, FactorKind, StoreError};

/// What a passkey signs to sign in on its own.
const ALONE: &str = "alone";
/// After so many wrong codes in a row the officer is told.
const ALARM: u32 = 5;

/// Somebody gave his password, and what he can go on with.
#[derive(Debug, Clone)]
pub struct Half {
    /// Who.
    pub officer: Officer,
    /// Whether he has an app.
    pub has_app: bool,
    /// How his passkeys are asked; `None` where he has none or the site cannot.
    pub key: Option<AskedKey>,
    /// The code the demo shows; `None` everywhere else.
    pub demo_code: Option<String>,
}

impl Factors<'_> {
    /// Who gave his password and is asked for more.
    pub async fn half(&self, token: &str, now: Instant) -> Result<Option<Half>, StoreError> {
        let half = Digest::of(token.as_bytes());
        let Some(found) = self.app.store().half(&half, now).await? else { return Ok(None) };
        let officer = self.app.officer_of(found);
        let factors = self.app.store().factors(&officer.top, &officer.login).await?;
        let key = self.asked(&officer, &factors, &second(&half), now).filter(|asked| !asked.keys.is_empty());
        let has_app = factors.iter().any(|factor| factor.kind == FactorKind::App);
        let demo_code = factors.iter().find_map(|factor| self.demo_code(&officer, factor, now));
        Ok(Some(Half { officer, has_app, key, demo_code }))
    }

    /// The next code that would be taken, of an app enrolled with the secret the demo publishes: no officer of a real
    /// system has it.
    fn demo_code(&self, officer: &Officer, factor: &Factor, now: Instant) -> Option<String> {
        let secret = self.secret(officer, factor).filter(|secret| *secret.bytes() == crate::demo::SECRET)?;
        let step = step_of(now.unix_seconds());
        Some(secret.code(step.max(factor.counter + 1).min(step + 1)))
    }

    /// The second step: a whole session for whoever gave password and proof.
    pub async fn finish(
        &self,
        token: &str,
        proof: Proof<'_>,
        seen: &Whereabouts,
        now: Instant,
    ) -> Result<NewSession, FactorError> {
        let half = Digest::of(token.as_bytes());
        let found = self.app.store().half(&half, now).await?.ok_or(FactorError::Half)?;
        let officer = self.app.officer_of(found.clone());
        self.prove(&officer, proof, &second(&half), Verification::Preferred, now).await?;
        if !self.app.store().end_half(&half).await? {
            return Err(FactorError::Half);
        }
        Ok(self.app.begin(&found, true, seen, now).await?)
    }

    /// How a browser is asked for a passkey that signs in on its own.
    pub fn ask_alone(&self, now: Instant) -> Option<AskedKey> {
        let site = self.means.site.clone()?;
        Some(AskedKey { site, challenge: self.challenge(ALONE, now), keys: Vec::new(), user: String::new() })
    }

    /// Signs in with a passkey alone: it must have checked who touched it.
    pub async fn sign_in_alone(
        &self,
        answer: Answer,
        seen: &Whereabouts,
        now: Instant,
    ) -> Result<NewSession, FactorError> {
        let holders = self.app.store().passkey_holders(&answer.id).await?;
        // Two people cannot hold one key: whoever is registered with the id of another is not let in by it.
        let [(top, login, _)] = holders.as_slice() else { return Err(FactorError::UnknownKey) };
        let found = self.app.store().officer(top, login).await?.filter(|officer| officer.active);
        let found = found.ok_or(FactorError::UnknownKey)?;
        let officer = self.app.officer_of(found.clone());
        self.prove(&officer, Proof::Passkey(answer), ALONE, Verification::Demanded, now).await?;
        Ok(self.app.begin(&found, true, seen, now).await?)
    }

    /// How a browser is asked for a passkey before a change.
    pub async fn ask_confirm(&self, signed: &SignedIn, now: Instant) -> Result<Option<AskedKey>, StoreError> {
        let factors = self.app.store().factors(&signed.officer.top, &signed.officer.login).await?;
        let asked = self.asked(&signed.officer, &factors, &confirm(signed), now);
        Ok(asked.filter(|asked| !asked.keys.is_empty()))
    }

    /// A fresh proof before a change.
    pub async fn confirm(&self, signed: &SignedIn, proof: Proof<'_>, now: Instant) -> Result<(), FactorError> {
        self.prove(&signed.officer, proof, &confirm(signed), Verification::Preferred, now).await?;
        Ok(self.app.store().confirm_session(&signed.session, now, true).await?)
    }

    /// The same by password.
    pub async fn confirm_by_password(&self, signed: &SignedIn, typed: &str, now: Instant) -> Result<(), FactorError> {
        self.check_password(&signed.officer, typed).await?;
        Ok(self.app.store().confirm_session(&signed.session, now, false).await?)
    }

    pub(super) async fn check_password(&self, officer: &Officer, typed: &str) -> Result<(), FactorError> {
        let stored = self.app.store().officer(&officer.top, &officer.login).await?.ok_or(FactorError::Password)?;
        let typed = typed.to_owned();
        let right = tokio::task::spawn_blocking(move || passwords::verify(&typed, &stored.password_hash)).await;
        if right.map_err(|_| StoreError::Closed)? { Ok(()) } else { Err(FactorError::Password) }
    }

    async fn prove(
        &self,
        officer: &Officer,
        proof: Proof<'_>,
        purpose: &str,
        verification: Verification,
        now: Instant,
    ) -> Result<(), FactorError> {
        match proof {
            Proof::Code(typed) => self.prove_by_code(officer, typed, now).await,
            Proof::Recovery(typed) => self.prove_by_recovery(officer, typed, now).await,
            Proof::Passkey(answer) => self.prove_by_passkey(officer, &answer, purpose, verification, now).await,
        }
    }

    async fn prove_by_code(&self, officer: &Officer, typed: &str, now: Instant) -> Result<(), FactorError> {
        let store = self.app.store();
        let before = store.failures(&officer.top, &officer.login).await?;
        let free = before.map_or(0, |(count, last)| last.unix_seconds() + wait_after(count));
        if free > now.unix_seconds() {
            return Err(FactorError::Wait { minutes: (free - now.unix_seconds() + 59) / 60 });
        }
        // Counted before it is looked at: those who try at once are counted all.
        store.count_failure(&officer.top, &officer.login, now).await?;
        for factor in store.factors(&officer.top, &officer.login).await? {
            let Some(secret) = self.secret(officer, &factor) else { continue };
            let Some(step) = secret.accepts(typed, now.unix_seconds(), factor.counter) else { continue };
            if store.use_factor(&officer.top, &officer.login, &factor.id, step, now).await? {
                return Ok(store.forget_failures(&officer.top, &officer.login).await?);
            }
        }
        if before.map_or(0, |(count, _)| count) + 1 == ALARM {
            let words = "có người biết mật khẩu của bạn vừa nhập sai mã xác minh nhiều lần liền";
            self.tell(officer, "factor-alarm", words, now).await?;
        }
        Err(FactorError::Code)
    }

    /// The secret of an app; `None` of a passkey, or where the system's key is another than it was.
    pub(super) fn secret(&self, officer: &Officer, factor: &Factor) -> Option<TotpSecret> {
        let app = Some(factor).filter(|factor| factor.kind == FactorKind::App)?;
        TotpSecret::of(&self.means.vault.open(&owner(officer), &app.secret)?)
    }

    async fn prove_by_recovery(&self, officer: &Officer, typed: &str, now: Instant) -> Result<(), FactorError> {
        let store = self.app.store();
        let hash = recovery::digest(&self.means.vault, &owner(officer), typed).ok_or(FactorError::Recovery)?;
        if !store.use_recovery_code(&officer.top, &officer.login, &hash, now).await? {
            return Err(FactorError::Recovery);
        }
        let left = store.recovery_codes_left(&officer.top, &officer.login).await?;
        let words = format!("một mã khôi phục của bạn vừa được dùng, còn {left} mã");
        Ok(self.tell(officer, "recovery-used", &words, now).await?)
    }

    async fn prove_by_passkey(
        &self,
        officer: &Officer,
        answer: &Answer,
        purpose: &str,
        verification: Verification,
        now: Instant,
    ) -> Result<(), FactorError> {
        let store = self.app.store();
        let factors = store.factors(&officer.top, &officer.login).await?;
        let is_it = |factor: &&Factor| factor.credential.as_deref() == Some(&answer.id);
        let factor = factors.iter().find(is_it).ok_or(FactorError::UnknownKey)?;
        if factor.suspect_at.is_some() {
            return Err(FactorError::Suspect);
        }
        if !answer.user.is_empty() && answer.user != self.user_handle(officer) {
            return Err(FactorError::UnknownKey);
        }
        let at = now.unix_seconds();
        let challenge = Challenge::answered(&self.means.vault, purpose, &answer.client_data, at)?;
        let counter = u32::try_from(factor.counter).unwrap_or(u32::MAX);
        let passkey = Passkey { id: answer.id.clone(), key: PublicKey::read(&factor.secret)?, counter };
        let sent = Assertion {
            client_data: &answer.client_data,
            authenticator_data: &answer.authenticator_data,
            signature: &answer.signature,
        };
        let counter = match verify(self.site()?, &challenge, &passkey, verification, &sent) {
            Ok(counter) => counter,
            Err(PasskeyError::Counter) => {
                store.suspect_factor(&officer.top, &officer.login, &factor.id, now).await?;
                let words = "bộ đếm của một khoá truy cập lùi lại: khoá có thể đã bị sao chép và không được nhận nữa";
                self.tell(officer, "factor-alarm", words, now).await?;
                return Err(FactorError::Suspect);
            }
            Err(error) => return Err(error.into()),
        };
        let ends = Instant::from_unix_seconds(challenge.ends).unwrap_or_else(|| later(now, 600));
        if !store.spend_challenge(&challenge.id, ends).await? {
            return Err(PasskeyError::Challenge.into());
        }
        store.use_factor(&officer.top, &officer.login, &factor.id, counter.into(), now).await?;
        Ok(())
    }
}

fn second(half: &Digest) -> String {
    format!("second {half}")
}

fn confirm(signed: &SignedIn) -> String {
    format!("confirm {}", signed.session)
}
