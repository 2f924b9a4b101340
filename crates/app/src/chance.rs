//! Chance: the one place where random bytes are drawn.

/// Letters and digits nobody mistakes for one another on paper (no 0/O, 1/I/L).
const LEGIBLE: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Random bytes of the operating system.
///
/// # Panics
/// If the system gives none: signing people in with guessable tokens would be worse than stopping.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// 256 random bits in hexadecimal, for sessions and salts.
pub fn token() -> String {
    bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// *Mã tra cứu*: twelve legible characters in groups of four (59 bits), for paper.
pub fn follow_key() -> String {
    legible(3, 4)
}

/// *Mã bản nháp*: ten legible characters in groups of five (49 bits); it names a draft and opens nothing.
pub fn draft_id() -> String {
    legible(2, 5)
}

/// So many groups of so many legible characters.
fn legible(groups: usize, size: usize) -> String {
    let group = || (0..size).map(|_| letter()).collect::<String>();
    (0..groups).map(|_| group()).collect::<Vec<_>>().join("-")
}

fn letter() -> char {
    loop {
        let [byte] = bytes::<1>();
        // 248 = 8 × 31: dropping the rest keeps every letter equally likely.
        if byte < 248 {
            return char::from(LEGIBLE[usize::from(byte) % LEGIBLE.len()]);
        }
    }
}

/// Eight legible characters in two groups, made from bytes nobody knows (39 bits).
pub(crate) fn legible_of(bytes: &[u8]) -> String {
    let letter = |byte: &u8| char::from(LEGIBLE[usize::from(*byte) % LEGIBLE.len()]);
    let letters: String = bytes.iter().take(8).map(letter).collect();
    format!("{}-{}", &letters[..4], &letters[4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follow_key_is_three_groups_of_four_legible_letters() {
        for _ in 0..200 {
            let key = follow_key();
            let groups: Vec<&str> = key.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4, 4], "{key}");
            assert!(key.bytes().all(|b| b == b'-' || LEGIBLE.contains(&b)), "{key}");
        }
        assert_ne!(follow_key(), follow_key());
        assert_eq!(draft_id().split('-').map(str::len).collect::<Vec<_>>(), [5, 5]);
    }
}
