//! The canonical text of a procedure's content, and its hash: the two tell whether anything changed.

use super::Procedure;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Parts whose order is no content: the catalogue lists them in no fixed order.
const UNORDERED: [&str; 14] = [
    "levels",
    "subjects",
    "executing_agencies",
    "competent",
    "authorised",
    "coordinating",
    "channels",
    "components",
    "results",
    "legal_bases",
    "keywords",
    "related",
    "linked",
    "life_events",
];

impl Procedure {
    /// One text for one content: keys in order, empty parts left out, lists of the catalogue sorted.
    ///
    /// Pages of the form and steps of the process keep their order, which is content.
    pub fn canonical(&self) -> String {
        let mut row = serde_json::to_value(self).expect("text and numbers are JSON");
        for part in UNORDERED {
            if let Some(Value::Array(items)) = row.get_mut(part) {
                items.sort_by_cached_key(Value::to_string);
            }
        }
        row.sort_all_objects();
        row.to_string()
    }

    /// SHA-256 of [`Procedure::canonical`], 64 hexadecimal digits in lower case.
    pub fn content_hash(&self) -> String {
        let digest = Sha256::digest(self.canonical().as_bytes());
        digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a String takes all");
            hex
        })
    }

    /// Whether two procedures say the same.
    pub fn same_content(&self, other: &Procedure) -> bool {
        self == other || self.canonical() == other.canonical()
    }
}

#[cfg(test)]
mod tests {
    use crate::procedure::tests::sample;

    #[test]
    fn order_of_a_list_is_no_content_but_a_fee_is() {
        let mut shuffled = sample();
        shuffled.channels.reverse();
        assert_eq!(shuffled.content_hash(), sample().content_hash());
        shuffled.channels[0].fee.vnd = Some(5_000);
        assert_ne!(shuffled.content_hash(), sample().content_hash());
    }

    #[test]
    fn a_hash_stays_what_it_was() {
        insta::assert_snapshot!(sample().content_hash(), @"1e024a1ecb20a1007456fbcf4e0f9e18277cab6638dbaa2a9e91ad0f89e8a784");
    }
}
