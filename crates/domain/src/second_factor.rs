//! *Ai phải có yếu tố xác thực thứ hai*: dated rows (`data/second_factor.json`), never roles in code.

use crate::process::Role;
use jiff::civil::Date;
use serde::Deserialize;

/// *Quy định về yếu tố xác thực thứ hai*: who must sign in with more than a password, between two days.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SecondFactorRule {
    /// Whoever holds one of these roles.
    pub roles: Vec<Role>,
    /// First day in force.
    pub valid_from: Date,
    /// First day no longer in force.
    pub valid_to: Option<Date>,
    /// What it says, for the one who is asked.
    pub text: String,
}

/// The rule that asks an officer of these roles for a second factor on a day; `None` where none does.
pub fn asked_for<'a>(rules: &'a [SecondFactorRule], roles: &[Role], day: Date) -> Option<&'a SecondFactorRule> {
    let in_force = |rule: &&SecondFactorRule| rule.valid_from <= day && rule.valid_to.is_none_or(|end| day < end);
    rules.iter().filter(in_force).find(|rule| roles.iter().any(|role| rule.roles.contains(role)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_asks_those_it_names_from_its_day_on() {
        let text = r#"[{"roles": ["leader"], "valid_from": "2026-01-01", "valid_to": "2027-01-01", "text": "x"},
            {"roles": ["leader", "clerk"], "valid_from": "2027-01-01", "valid_to": null, "text": "y"}]"#;
        let rules: Vec<SecondFactorRule> = serde_json::from_str(text).unwrap();
        for (roles, day, asked) in [
            (&[Role::Leader][..], "2025-12-31", None),
            (&[Role::Leader], "2026-01-01", Some("x")),
            (&[Role::Clerk], "2026-06-01", None),
            (&[Role::Clerk, Role::Leader], "2026-12-31", Some("x")),
            (&[Role::Clerk], "2027-01-01", Some("y")),
            (&[], "2027-01-01", None),
        ] {
            let found = asked_for(&rules, roles, day.parse().unwrap());
            assert_eq!(found.map(|rule| rule.text.as_str()), asked, "{roles:?} on {day}");
        }
    }
}
