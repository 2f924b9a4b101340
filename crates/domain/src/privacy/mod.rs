//! *Quyền của chủ thể dữ liệu cá nhân* (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Nghị định 356/2025/NĐ-CP): what a
//! person may ask of those who hold his data, by when it is owed, what rests on his consent, and how long data stay.
//!
//! Read in this order: the dated rows of the law (`rules`), a request and its history (`request`), what may be done
//! with it (`decide`), what the data are used for (`purpose`), consent that can be proved (`consent`), how long data
//! are kept (`retention`), the figures (`tally`).

mod consent;
mod decide;
mod purpose;
mod request;
mod retention;
mod rules;
mod tally;

#[cfg(test)]
mod tests;

pub use consent::{ConsentRecord, Consenting, consent_to};
pub use decide::{RequestAct, RequestActName, RequestRefusal, RightsCircumstances, RightsEffect, decide, make, may};
pub use purpose::{Basis, Limit, Purpose, PurposeRow, PurposeTable, Uses};
pub use request::{
    About, DataRequest, MalformedRequestError, RequestEvent, RequestFact, RequestKind, RequestState, evolve,
};
pub use retention::{CountedFrom, RetentionRule, RetentionTable, Swept};
pub use rules::{RefusalGround, RightsBook, RightsRules, RightsRulesError, RightsTerm};
pub use tally::{RequestTally, tally};
