//! *Mẫu văn bản*: what messages say. The shipped texts, the changes an agency made, and the facts of a dossier that
//! fill their gaps.

use super::{Recipient, Ways, id_of};
use crate::App;
use crate::acts::File;
use crate::people::{Officer, Particulars};
use domain::agency::AgencyCode;
use domain::calendar::{Binds, Due};
use domain::dossier::Origin;
use domain::dossier::event::{Event, Fact, Reason};
use domain::message::{DeliveryState, MessageChannel, TextTemplate, fill_in, unknown_gaps};
use domain::time::Instant;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use store::{Delivery, Setting, StoreError};

/// Settings of templates begin with this.
const SETTING: &str = "template.";

/// The gap that only an applicant's particulars fill.
const PERSON_GAP: &str = "so_dinh_danh";

static SHIPPED: LazyLock<Vec<TextTemplate>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/messages.json")).expect("data/messages.json is sound")
});

/// The texts as they were shipped.
pub fn templates_shipped() -> &'static [TextTemplate] {
    &SHIPPED
}

/// *Mẫu văn bản* as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// As it is used.
    pub used: TextTemplate,
    /// Whether the agency changed it.
    pub changed: bool,
}

/// Why a template was not kept.
#[derive(Debug, thiserror::Error)]
pub enum TemplateFault {
    /// No such template.
    #[error("không có mẫu này; chọn một mẫu trong danh sách")]
    Unknown,
    /// Nothing in it.
    #[error("mẫu không được để trống; muốn dùng lại lời văn ban đầu thì bấm «Dùng lại mẫu ban đầu»")]
    Blank,
    /// A gap nothing fills.
    #[error("không có chỗ điền {{{0}}}; dùng các chỗ điền liệt kê bên dưới")]
    Gap(String),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The texts of a ministry or province.
pub(super) struct Texts(BTreeMap<String, TextTemplate>);

/// What stands in the gaps of one message.
pub(crate) type Gaps = Vec<(&'static str, String)>;

impl Texts {
    /// Whether a text has a gap that only an applicant's particulars fill.
    pub(super) fn tells_of_a_person(&self, about: &str) -> bool {
        self.0.get(about).is_some_and(|template| {
            [&template.subject, &template.text].iter().any(|text| text.contains(&format!("{{{PERSON_GAP}}}")))
        })
    }

    /// The messages to one person about one thing, by each of his channels.
    pub(super) fn letters(
        &self,
        (agency, code): (&AgencyCode, &str),
        recipient: &Recipient,
        about: &str,
        cause: &str,
        gaps: &Gaps,
        at: Instant,
    ) -> Vec<Delivery> {
        let Some(template) = self.0.get(about) else { return Vec::new() };
        let values: Vec<(&str, &str)> = gaps.iter().map(|(gap, value)| (*gap, value.as_str())).collect();
        let letter = |channel: &MessageChannel| {
            let here = *channel == MessageChannel::InApp;
            Delivery {
                top: agency.top(),
                id: id_of(cause, &recipient.key, *channel),
                agency: agency.clone(),
                dossier: code.to_owned(),
                recipient: recipient.key.clone(),
                channel: *channel,
                about: about.to_owned(),
                subject: fill_in(&template.subject, &values),
                text: fill_in(&template.text, &values),
                state: if here { DeliveryState::Sent } else { DeliveryState::Waiting },
                tries: 0,
                next_at: at,
                created_at: at,
                sent_at: here.then_some(at),
                read_at: None,
                failure: None,
            }
        };
        recipient.channels.iter().map(letter).collect()
    }
}

impl App {
    pub(super) async fn texts(&self, top: &AgencyCode) -> Result<Texts, StoreError> {
        let templates = self.templates(top).await?;
        Ok(Texts(templates.into_iter().map(|template| (template.used.key.clone(), template.used)).collect()))
    }

    /// All templates of a ministry or province, in the order in which they are shipped.
    pub async fn templates(&self, top: &AgencyCode) -> Result<Vec<Template>, StoreError> {
        let settings = self.store().settings(top).await?;
        let changed = |shipped: &TextTemplate| {
            let key = format!("{SETTING}{}", shipped.key);
            let setting = settings.iter().find(|setting| setting.agency == *top && setting.key == key)?;
            serde_json::from_str::<TextTemplate>(&setting.value).ok()
        };
        let template = |shipped: &TextTemplate| match changed(shipped) {
            Some(used) => Template { changed: used.subject != shipped.subject || used.text != shipped.text, used },
            None => Template { used: shipped.clone(), changed: false },
        };
        Ok(templates_shipped().iter().map(template).collect())
    }

    /// Keeps another text for a template; `None` goes back to the shipped one.
    pub async fn change_template(
        &self,
        officer: &Officer,
        key: &str,
        words: Option<(&str, &str)>,
        now: Instant,
    ) -> Result<(), TemplateFault> {
        let shipped = templates_shipped().iter().find(|one| one.key == key).ok_or(TemplateFault::Unknown)?;
        let mut template = shipped.clone();
        if let Some((subject, text)) = words {
            let blank = text.trim().is_empty() || (subject.trim().is_empty() && !shipped.subject.is_empty());
            if blank {
                return Err(TemplateFault::Blank);
            }
            if let Some(gap) = unknown_gaps(subject).into_iter().chain(unknown_gaps(text)).next() {
                return Err(TemplateFault::Gap(gap));
            }
            let text = text.replace("\r\n", "\n");
            (template.subject, template.text) = (subject.trim().to_owned(), text.trim().to_owned());
        }
        let value = serde_json::to_string(&template).expect("a template is plain data");
        let setting = Setting { agency: officer.top.clone(), key: format!("{SETTING}{key}"), value };
        self.store().put_setting(&setting).await?;
        self.note_act(officer, "template", key, &template.text, now).await?;
        Ok(())
    }

    /// Texts an officer may begin with in the fields of a dossier's forms, with the person's data filled in.
    pub async fn drafts(
        &self,
        officer: &Officer,
        file: &File,
        particulars: Option<&Particulars>,
        now: Instant,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let ways = Ways { channels: Vec::new(), base_url: String::new() };
        let mut gaps = self.gaps(file, particulars, None, &ways, now).await?;
        gaps.push(("can_bo", officer.name.clone()));
        let values: Vec<(&str, &str)> = gaps.iter().map(|(gap, value)| (*gap, value.as_str())).collect();
        let forms = self.templates(&officer.top).await?.into_iter().filter(|one| one.used.reader == "form");
        Ok(forms.map(|one| (one.used.key, fill_in(&one.used.text, &values))).collect())
    }

    /// What a dossier puts into the gaps of a text; `about` is the event it is told of, up to which entry.
    pub(super) async fn gaps(
        &self,
        file: &File,
        particulars: Option<&Particulars>,
        about: Option<(&str, u32)>,
        ways: &Ways,
        now: Instant,
    ) -> Result<Gaps, StoreError> {
        let step = self.step_name(file).await?;
        let catalogue = self.catalogue();
        let dossier = &file.dossier;
        let event = about.and_then(|(kind, seq)| event_of(file, kind, seq));
        let (content, apology) = event.map_or_else(Default::default, |event| said(&event.fact));
        let id_number = particulars.map_or_else(String::new, |it| it.applicant.id_number.clone());
        Ok(vec![
            ("ho_ten", file.row.applicant.name.clone()),
            ("ma_ho_so", dossier.code.to_string()),
            ("thu_tuc", catalogue.name(dossier.procedure()).to_owned()),
            ("co_quan", catalogue.agency_name(dossier.agency()).to_owned()),
            ("han", dossier.clock().and_then(|clock| clock.due).map_or_else(String::new, due_text)),
            ("buoc", step),
            ("noi_dung", content),
            ("loi_xin_loi", apology),
            ("ngay", day_text(now.day())),
            (PERSON_GAP, id_number),
            ("trang", format!("{}/tra-cuu/{}", ways.base_url, dossier.code)),
        ])
    }

    /// The step a dossier stands in, as people call it; empty where it stands in none.
    async fn step_name(&self, file: &File) -> Result<String, StoreError> {
        let Some(id) = file.dossier.place().and_then(|place| place.step.as_deref()) else {
            return Ok(String::new());
        };
        let Origin::Here(birth) = &file.dossier.origin else { return Ok(id.to_owned()) };
        let Some(version) = birth.process_version else { return Ok(id.to_owned()) };
        let process = self.offices().process(self.store(), &birth.agency, &birth.procedure, version).await?;
        let step = process.as_ref().and_then(|process| process.step(id));
        Ok(step.map_or_else(|| id.to_owned(), |step| step.name.clone()))
    }
}

/// The last event of a kind among the first `seq`.
fn event_of<'a>(file: &'a File, kind: &str, seq: u32) -> Option<&'a Event> {
    let known = file.events.iter().take(usize::try_from(seq).unwrap_or(usize::MAX));
    known.rev().find(|event| event.fact.kind() == kind)
}

/// What an event says to people, and the apology in it.
fn said(fact: &Fact) -> (String, String) {
    let plain = |text: &str| (text.to_owned(), String::new());
    match fact {
        Fact::NotAccepted { reason }
        | Fact::Paused { reason }
        | Fact::Refused { reason }
        | Fact::Stopped { reason }
        | Fact::Corrected { reason, .. }
        | Fact::Withdrawn { reason } => plain(reason.as_str()),
        Fact::SupplementRequested { items } => {
            let lines: Vec<String> = items.iter().map(|item: &Reason| format!("- {item}")).collect();
            plain(&lines.join("\n"))
        }
        Fact::DutyRequested { amount_vnd, what } => plain(&format!("{what}: {amount_vnd} đồng")),
        Fact::Extended { reason, apology, .. } => (reason.to_string(), apology.to_string()),
        Fact::ResultIssued { number, title, .. } => plain(&format!("{title}, số {number}")),
        _ => (String::new(), String::new()),
    }
}

fn day_text(day: jiff::civil::Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// A due moment as letters say it; with the hour where it binds to the minute.
pub(super) fn due_text(due: Due) -> String {
    let day = day_text(due.at.date());
    match due.binds {
        Binds::Day => day,
        Binds::Moment => format!("{:02}:{:02} ngày {day}", due.at.hour(), due.at.minute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dossier::event::Fact;

    #[test]
    fn every_shipped_text_can_be_filled_and_every_key_is_there_once() {
        let mut keys = std::collections::BTreeSet::new();
        for template in templates_shipped() {
            assert!(keys.insert(&template.key), "{} twice", template.key);
            assert_eq!(unknown_gaps(&format!("{} {}", template.subject, template.text)), [""; 0], "{}", template.key);
            assert!(["applicant", "officer", "form"].contains(&template.reader.as_str()), "{}", template.key);
        }
    }

    #[test]
    fn what_an_applicant_is_told_has_a_text() {
        let reason = || Reason::new("x").unwrap();
        let told = [
            Fact::NotAccepted { reason: reason() },
            Fact::Refused { reason: reason() },
            Fact::Paused { reason: reason() },
            Fact::Stopped { reason: reason() },
            Fact::Withdrawn { reason: reason() },
            Fact::Resumed { due: None },
            Fact::Approved { note: None },
            Fact::SupplementRequested { items: vec![reason()] },
            Fact::Supplemented { papers: vec![], note: None, due: None },
            Fact::DutyRequested { amount_vnd: 1, what: reason() },
            Fact::ResultIssued { number: reason(), title: reason(), paper: None },
            Fact::Accepted { due: None, step: None, step_due: None },
        ];
        for fact in told {
            assert!(templates_shipped().iter().any(|one| one.key == fact.kind()), "{}", fact.kind());
        }
    }
}
