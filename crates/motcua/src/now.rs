//! The one place where the program reads the clock.

use domain::time::Instant;

/// Now, to the second.
pub(crate) fn now() -> Instant {
    let seconds = i64::try_from(now_in_millis() / 1000).unwrap_or(0);
    Instant::from_unix_seconds(seconds).expect("the clock shows a year between 1000 and 9000")
}

/// Now, in milliseconds since 1970, for contracts that sign the time.
#[expect(clippy::disallowed_methods, reason = "time enters the program here and is an argument everywhere else")]
pub(crate) fn now_in_millis() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0))
}
