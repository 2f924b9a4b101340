//! Whether an action may happen now.
