//! *Đăng nhập qua hệ thống định danh*: what a provider tells becomes an account, if it is told surely enough.

use crate::App;
use crate::citizen::{Assurance, NewSession, Profile};
use crate::people::ApplicantKind;
use domain::time::Instant;
use exchange::login::{AccountKind, Told};
pub use exchange::login::{Attempt, Back, Client, LoginError, Provider};
use store::StoreError;

/// Seconds for which a way in stays open.
pub const WAY_SECONDS: i64 = 600;

/// *Cách đăng nhập*: a provider, and how surely it must know somebody.
#[derive(Debug)]
pub struct Way {
    /// What people call the provider (*VNeID*).
    pub name: String,
    /// Who vouches for people.
    pub provider: Provider,
    /// The lowest level at which somebody is let in.
    pub least: Assurance,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum CitizenSignInError {
    /// The way in was walked to its end before.
    #[error("this way in was used before")]
    Used,
    /// He is known less surely than is asked for.
    #[error("the account's level of assurance is too low")]
    TooLow,
    /// The provider told too little, or what no paper can say.
    #[error("the identity provider's account lacks {0}")]
    Incomplete(&'static str),
    /// The provider said no, is not there, or was not believed.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Signs in whoever came back from the provider: once for each way in, however often it is tried.
    pub async fn come_back(
        &self,
        way: &Way,
        back: &Back,
        attempt: &Attempt,
        device: &str,
        now: Instant,
    ) -> Result<NewSession, CitizenSignInError> {
        let expires_at = Instant::from_unix_seconds(now.unix_seconds() + WAY_SECONDS).unwrap_or(now);
        if back.state == attempt.state && !self.store().use_sign_in(&back.state, expires_at).await? {
            return Err(CitizenSignInError::Used);
        }
        let told = way.provider.finish(back, attempt, now.unix_seconds()).await?;
        let profile = profile(&told)?;
        if profile.assurance < way.least {
            return Err(CitizenSignInError::TooLow);
        }
        Ok(self.sign_in_citizen(&told.issuer, &told.subject, &profile, device, now).await?)
    }
}

/// Reads what was told by the rules of papers.
fn profile(told: &Told) -> Result<Profile, CitizenSignInError> {
    let kind = match told.kind {
        AccountKind::Person => ApplicantKind::Person,
        AccountKind::Enterprise => ApplicantKind::Enterprise,
        AccountKind::Organisation => ApplicantKind::Organisation,
    };
    let assurance = match told.level {
        Some(1) => Assurance::One,
        Some(2) => Assurance::Two,
        Some(3) => Assurance::Three,
        _ => Assurance::Unstated,
    };
    let lacks = |what| Err(CitizenSignInError::Incomplete(what));
    if kind == ApplicantKind::Person && told.full_name.is_empty() {
        return lacks("a name");
    }
    if kind != ApplicantKind::Person && told.organisation.is_empty() {
        return lacks("the name of the body");
    }
    if kind == ApplicantKind::Enterprise && told.tax_code.is_empty() {
        return lacks("a tax code");
    }
    Ok(Profile {
        kind,
        full_name: told.full_name.clone(),
        number: read(&told.number, "a readable number")?,
        birth_date: read(&told.birth_date, "a readable date of birth")?,
        tax_code: read(&told.tax_code, "a readable tax code")?,
        organisation: if kind == ApplicantKind::Person { String::new() } else { told.organisation.clone() },
        email: told.email.clone(),
        phone: told.phone.clone(),
        assurance,
    })
}

/// What was not told is not known; what was told must be what it says it is.
fn read<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<Option<T>, CitizenSignInError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| CitizenSignInError::Incomplete(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told {
        Told {
            issuer: "https://idp.example".to_owned(),
            subject: "1".to_owned(),
            kind: AccountKind::Person,
            full_name: "Người Mẫu".to_owned(),
            number: "037190000000".to_owned(),
            birth_date: "19900321".to_owned(),
            tax_code: String::new(),
            organisation: String::new(),
            email: String::new(),
            phone: String::new(),
            level: Some(2),
        }
    }

    #[test]
    fn a_person_is_read_as_told() {
        let profile = profile(&told()).unwrap();
        assert_eq!(profile.number.unwrap().digits(), "037190000000");
        assert_eq!(profile.birth_date.unwrap().to_string(), "21/03/1990");
        assert_eq!(profile.assurance, Assurance::Two);
    }

    #[test]
    fn what_is_told_badly_is_not_taken() {
        let rows = [
            Told { full_name: String::new(), ..told() },
            Told { number: "12".to_owned(), ..told() },
            Told { birth_date: "31/02/1990".to_owned(), ..told() },
            Told { kind: AccountKind::Enterprise, organisation: "Công ty Mẫu".to_owned(), ..told() },
            Told { kind: AccountKind::Enterprise, tax_code: "2700000009".to_owned(), ..told() },
            Told {
                kind: AccountKind::Enterprise,
                organisation: "Công ty Mẫu".to_owned(),
                tax_code: "2700000008".to_owned(),
                ..told()
            },
        ];
        for told in rows {
            assert!(matches!(profile(&told), Err(CitizenSignInError::Incomplete(_))), "{told:?}");
        }
    }
}
