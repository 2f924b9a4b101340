//! Housekeeping: properties of the repository, as tests.
