//! *Người dùng thử*: the few made-up people and the enterprise the demo's chooser offers.

use crate::App;
use crate::citizen::{Assurance, NewSession, Profile};
use crate::people::ApplicantKind;
use domain::time::Instant;
use store::StoreError;

/// Who vouches for them: nobody.
pub const ISSUER: &str = "urn:motcua:demo";

/// Somebody who was made up. Numbers end in six zeros, which registers give to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synthetic {
    /// What the form says.
    pub key: &'static str,
    /// *Họ tên*.
    pub full_name: &'static str,
    /// *Số định danh*.
    pub number: &'static str,
    /// *Ngày sinh*.
    pub birth_date: &'static str,
    /// *Doanh nghiệp* he acts for; empty where he is himself.
    pub organisation: &'static str,
    /// Its tax code.
    pub tax_code: &'static str,
    /// How surely he is known.
    pub assurance: Assurance,
}

/// Everybody the chooser offers.
pub fn synthetic() -> &'static [Synthetic] {
    const NOBODY: Synthetic = Synthetic {
        key: "",
        full_name: "",
        number: "",
        birth_date: "",
        organisation: "",
        tax_code: "",
        assurance: Assurance::Two,
    };
    const ALL: [Synthetic; 4] = [
        Synthetic {
            key: "uoc",
            full_name: "Nguyễn Thị Ước (mẫu)",
            number: "037190000000",
            birth_date: "1990-03-21",
            ..NOBODY
        },
        Synthetic {
            key: "vi-du",
            full_name: "Trần Văn Ví Dụ (mẫu)",
            number: "037054000000",
            birth_date: "1954",
            ..NOBODY
        },
        Synthetic {
            key: "thu",
            full_name: "Lê Thị Thử (mẫu)",
            number: "037306000000",
            birth_date: "2006-11-02",
            assurance: Assurance::One,
            ..NOBODY
        },
        Synthetic {
            key: "cong-ty",
            full_name: "Phạm Văn Giả Định (mẫu)",
            number: "037080000000",
            birth_date: "1980-09-02",
            organisation: "Công ty TNHH Ví Dụ Hoa Lư (mẫu)",
            tax_code: "2700000009",
            ..NOBODY
        },
    ];
    &ALL
}

impl Synthetic {
    /// As a provider would tell of him.
    pub fn profile(&self) -> Profile {
        let kind = if self.organisation.is_empty() { ApplicantKind::Person } else { ApplicantKind::Enterprise };
        Profile {
            kind,
            full_name: self.full_name.to_owned(),
            number: self.number.parse().ok(),
            birth_date: self.birth_date.parse().ok(),
            tax_code: self.tax_code.parse().ok(),
            organisation: self.organisation.to_owned(),
            email: String::new(),
            phone: String::new(),
            assurance: self.assurance,
        }
    }
}

impl App {
    /// Signs in one of the made-up people, where everybody in the store is made up, and nowhere else; `None` if the
    /// store holds real people or nobody of this key is offered.
    pub async fn sign_in_synthetic(
        &self,
        key: &str,
        device: &str,
        now: Instant,
    ) -> Result<Option<NewSession>, StoreError> {
        let chosen = synthetic().iter().find(|one| one.key == key);
        let Some(chosen) = chosen else { return Ok(None) };
        if !self.store().is_synthetic().await? {
            return Ok(None);
        }
        self.sign_in_citizen(ISSUER, key, &chosen.profile(), device, now).await.map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_offered_is_told_whole_and_belongs_to_nobody() {
        for one in synthetic() {
            let profile = one.profile();
            assert!(one.full_name.ends_with("(mẫu)") && one.number.ends_with("000000"), "{}", one.key);
            assert!(profile.number.is_some() && profile.birth_date.is_some(), "{}", one.key);
            assert_eq!(profile.tax_code.is_some(), !one.organisation.is_empty(), "{}", one.key);
        }
    }
}
