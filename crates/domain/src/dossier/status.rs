//! *Mã trạng thái hồ sơ* of the national portal (1–10): one mapping, read both ways.

use super::StateName;

/// The code the national portal knows a state by.
///
/// A pause and a signed result that is not yet issued have no code of their own: the dossier is still being
/// processed (4). Sending 8 or 9 for them would report an end that has not come.
pub fn national_code(state: StateName) -> u8 {
    match state {
        StateName::Submitted => 1,
        StateName::Received => 2,
        StateName::NotAccepted => 3,
        StateName::Processing | StateName::Paused | StateName::Approved => 4,
        StateName::AwaitingSupplement => 5,
        StateName::AwaitingPayment => 6,
        StateName::Withdrawn => 7,
        StateName::Stopped => 8,
        StateName::Settled => 9,
        StateName::Returned => 10,
    }
}

/// The state a national code stands for; `None` for numbers that are no code.
pub fn state_of_code(code: u8) -> Option<StateName> {
    Some(match code {
        1 => StateName::Submitted,
        2 => StateName::Received,
        3 => StateName::NotAccepted,
        4 => StateName::Processing,
        5 => StateName::AwaitingSupplement,
        6 => StateName::AwaitingPayment,
        7 => StateName::Withdrawn,
        8 => StateName::Stopped,
        9 => StateName::Settled,
        10 => StateName::Returned,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_comes_back_as_itself() {
        for code in 1..=10 {
            assert_eq!(national_code(state_of_code(code).unwrap()), code);
        }
        assert_eq!((state_of_code(0), state_of_code(11)), (None, None), "0 and 11 do not exist");
    }

    #[test]
    fn every_state_comes_back_as_itself_or_as_being_processed() {
        for state in StateName::ALL {
            let back = state_of_code(national_code(state)).unwrap();
            let unnamed = matches!(state, StateName::Paused | StateName::Approved);
            assert_eq!(back, if unnamed { StateName::Processing } else { state });
        }
    }
}
