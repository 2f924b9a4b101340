//! *Dấu thời gian tính tiến độ*: the dates of a dossier that are counted, as a step function over time.
//!
//! Every figure is a fold over these; they are themselves a fold over the events, so a figure can always be
//! recomputed, and the same period always gives the same figures whatever happened since.

use super::event::{Channel, Event, Fact, Outcome};
use crate::agency::AgencyCode;
use crate::calendar::{Due, Timeliness, timeliness};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// *Tình trạng giải quyết*: how a received dossier stood from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// *Đang giải quyết*: the clock runs towards this moment, or has none.
    Running(Option<Due>),
    /// *Tạm dừng*: waiting for papers, for payment, or paused.
    Paused,
    /// *Đã giải quyết*.
    Done(Outcome, Timeliness),
}

/// *Mốc thời gian của hồ sơ*: the dates of one dossier that are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Agency that settles it.
    pub agency: AgencyCode,
    /// *Mã thủ tục*.
    pub procedure: String,
    /// How it came in.
    pub channel: Channel,
    /// When it was received; `None` until then.
    pub received_at: Option<Instant>,
    /// When it was not accepted.
    pub not_accepted_at: Option<Instant>,
    /// How it stood, from when; in order, beginning at receipt.
    pub spans: Vec<(Instant, Standing)>,
    /// Whether it was brought from another system.
    pub imported: bool,
}

impl Track {
    /// The track of a dossier whose first event this is; `None` if it is no first event.
    pub fn begin(event: &Event) -> Option<Track> {
        match &event.fact {
            Fact::Submitted(birth) => Some(Track {
                agency: birth.agency.clone(),
                procedure: birth.procedure.clone(),
                channel: birth.channel,
                received_at: None,
                not_accepted_at: None,
                spans: Vec::new(),
                imported: false,
            }),
            Fact::Imported(past) => {
                let mut track = Track {
                    agency: past.agency.clone(),
                    procedure: past.procedure.clone(),
                    channel: past.channel,
                    received_at: Some(past.received_at),
                    not_accepted_at: None,
                    spans: vec![(past.received_at, Standing::Running(past.due))],
                    imported: true,
                };
                if let Some((at, outcome)) = past.ended {
                    track.end(at, outcome);
                }
                Some(track)
            }
            _ => None,
        }
    }

    /// Folds one more event in; `true` if a date that is counted came or changed.
    pub fn apply(&mut self, event: &Event) -> bool {
        let at = event.at;
        match &event.fact {
            Fact::Accepted { due, .. } => {
                self.received_at = Some(at);
                self.spans.push((at, Standing::Running(*due)));
            }
            Fact::NotAccepted { .. } => self.not_accepted_at = Some(at),
            Fact::SupplementRequested { .. } | Fact::DutyRequested { .. } | Fact::Paused { .. }
                if self.is_received() =>
            {
                self.spans.push((at, Standing::Paused));
            }
            Fact::Supplemented { due, .. } | Fact::DutyPaid { due, .. } | Fact::Resumed { due }
                if self.is_received() =>
            {
                self.spans.push((at, Standing::Running(*due)));
            }
            Fact::Extended { due, .. } => self.spans.push((at, Standing::Running(Some(*due)))),
            Fact::Refused { .. } => self.end(at, Outcome::Refused),
            Fact::ResultIssued { .. } => self.end(at, Outcome::Approved),
            Fact::Withdrawn { .. } if self.is_received() => self.end(at, Outcome::Withdrawn),
            Fact::Stopped { .. } => self.end(at, Outcome::Stopped),
            _ => return false,
        }
        true
    }

    /// When it was settled and how, if it was.
    pub fn ended(&self) -> Option<(Instant, Outcome, Timeliness)> {
        match self.spans.last() {
            Some((at, Standing::Done(outcome, timeliness))) => Some((*at, *outcome, *timeliness)),
            _ => None,
        }
    }

    /// The due moment promised last; `None` where none was.
    pub fn last_due(&self) -> Option<Due> {
        let running = self.spans.iter().rev().find_map(|(_, standing)| match standing {
            Standing::Running(due) => Some(*due),
            _ => None,
        });
        running.flatten()
    }

    /// How it stood just before an instant; `None` before receipt.
    pub fn standing_before(&self, instant: Instant) -> Option<Standing> {
        self.spans.iter().rev().find(|(from, _)| *from < instant).map(|(_, standing)| *standing)
    }

    fn is_received(&self) -> bool {
        self.received_at.is_some()
    }

    /// The last due moment promised counts, also for one that ends while its clock stands still.
    fn end(&mut self, at: Instant, outcome: Outcome) {
        self.spans.push((at, Standing::Done(outcome, timeliness(self.last_due(), at.local()))));
    }
}
