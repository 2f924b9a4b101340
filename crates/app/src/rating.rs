//! *Đánh giá việc giải quyết hồ sơ*: by the owner alone, once, when it is over; kept beside the dossier, which it
//! does not change, and shown to nobody with a name.

use crate::App;
use crate::acts::ActError;
use crate::claim::Claim;
use crate::form::tidy;
use domain::dossier::StateName;
use domain::dossier::code::DossierCode;
use domain::time::Instant;

/// Longest opinion in letters; what is longer is cut.
const MOST_WORDS: usize = 2_000;

/// What an owner says; nothing is chosen before he chooses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinion {
    /// *Đánh giá tổng thể dịch vụ*: 2 very content, 1 content, 0 not content.
    pub overall: u32,
    /// *Mức độ thuận tiện*, likewise; `None` where he leaves it out.
    pub ease: Option<u32>,
    /// *Thái độ phục vụ*, likewise.
    pub manner: Option<u32>,
    /// *Số lần phải liên hệ thêm*: 2 never, 1 once, 0 more often.
    pub contacts: Option<u32>,
    /// In his own words.
    pub words: String,
}

/// Why an opinion was not kept.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// The dossier is not over yet.
    #[error("đánh giá khi hồ sơ đã giải quyết xong")]
    NotOver,
    /// It was rated before.
    #[error("hồ sơ này đã được đánh giá; mỗi hồ sơ đánh giá một lần")]
    Again,
    /// No such dossier for this key, or the store could not.
    #[error(transparent)]
    Act(#[from] ActError),
}

/// Whether a dossier in this state may be rated.
pub fn is_over(state: StateName) -> bool {
    use StateName::{NotAccepted, Returned, Settled, Stopped, Withdrawn};
    matches!(state, Settled | Returned | NotAccepted | Stopped | Withdrawn)
}

impl App {
    /// Keeps what the owner thinks.
    pub async fn rate<'a>(
        &self,
        code: &DossierCode,
        claim: impl Into<Claim<'a>>,
        opinion: Opinion,
        now: Instant,
    ) -> Result<(), RateError> {
        let view = self.owned(code, claim.into(), now).await?;
        if !is_over(view.file.dossier.state.name()) {
            return Err(RateError::NotOver);
        }
        let point = |mark: Option<u32>| mark.map(|mark| mark.min(2));
        let rating = store::Rating {
            rated_at: now,
            overall: opinion.overall.min(2),
            ease: point(opinion.ease),
            manner: point(opinion.manner),
            contacts: point(opinion.contacts),
            words: tidy(&opinion.words).chars().take(MOST_WORDS).collect(),
        };
        let kept = self.store().rate(&view.file.dossier.agency().top(), code, &rating).await;
        if kept.map_err(ActError::Store)? { Ok(()) } else { Err(RateError::Again) }
    }
}
