//! The one place where the program reads the clock.

use domain::time::Instant;

/// Now, to the second.
#[expect(clippy::disallowed_methods, reason = "time enters the program here and is an argument everywhere else")]
pub(crate) fn now() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    Instant::from_unix_seconds(seconds).expect("the clock shows a year between 1000 and 9000")
}
