//! *Giới tính*, as papers state it.

use std::fmt;

/// *Giới tính*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// *Nam*.
    Male,
    /// *Nữ*.
    Female,
}

impl Sex {
    /// As cards print it: `Nam`, `Nữ`; case, missing marks and white space at the ends are forgiven.
    pub fn from_card(text: &str) -> Option<Sex> {
        let mut key = String::new();
        crate::name::near_key_into(text, &mut key);
        match key.as_str() {
            "nam" => Some(Sex::Male),
            "nu" => Some(Sex::Female),
            _ => None,
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sex::Male => "Nam",
            Sex::Female => "Nữ",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sex_is_read_as_cards_print_it() {
        for (text, sex) in [("Nam", Some(Sex::Male)), (" NỮ ", Some(Sex::Female)), ("Nư\u{303}", Some(Sex::Female))]
        {
            assert_eq!(Sex::from_card(text), sex, "{text}");
        }
        for text in ["", "M", "Nam Nữ", "Na"] {
            assert_eq!(Sex::from_card(text), None, "{text}");
        }
    }
}
