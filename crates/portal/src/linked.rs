//! *Thủ tục liên thông* on pages: what one application becomes, and how far each of its dossiers is.

use crate::{Portal, words};
use app::acts::{ActError, File};
use app::catalogue::Catalogue;
use app::journey::{JourneyView, MemberView, Progress};
use domain::agency::AgencyCode;
use domain::dossier::StateName;
use domain::dossier::decide::state_label;
use domain::procedure::ChannelKind;
use jiff::civil::Date;

/// A dossier an application will become.
pub(crate) struct Task {
    /// Its procedure.
    pub(crate) name: String,
    /// Where the procedure is explained.
    pub(crate) address: String,
    /// Who settles it; empty while no place was chosen.
    pub(crate) agency: String,
    /// How long it takes.
    pub(crate) term: String,
    /// What it waits for; empty: it is handed in at once.
    pub(crate) after: String,
    /// What of that it needs.
    pub(crate) needs: String,
}

/// The dossiers an application for a procedure becomes; empty where it is one of its own.
pub(crate) fn tasks(catalogue: &Catalogue, code: &str, chosen: Option<&AgencyCode>, day: Date) -> Vec<Task> {
    let Some(link) = catalogue.link(code, day) else { return Vec::new() };
    let task = |member: &domain::journey::Member| {
        let procedure = catalogue.on(&member.procedure, day).map(|version| &version.content);
        let usual = procedure.and_then(|one| one.channels_of(&ChannelKind::Online).next().or(one.channels.first()));
        let agency = chosen.and_then(|chosen| catalogue.agency_for(&member.procedure, chosen));
        let before = member.after.as_ref().and_then(|after| link.members.get(link.place(after)?));
        Task {
            name: catalogue.name(&member.procedure).to_owned(),
            address: format!("/thu-tuc/{}", words::address_part(&member.procedure)),
            agency: agency.map_or_else(String::new, |agency| catalogue.agency_name(&agency).to_owned()),
            term: usual.map_or_else(String::new, |channel| channel.term.to_string()),
            after: before.map_or_else(String::new, |before| before.short.clone()),
            needs: member.needs.clone(),
        }
    };
    link.members.iter().map(task).collect()
}

/// What else is to know of a link; empty where there is nothing.
pub(crate) fn note(catalogue: &Catalogue, code: &str, day: Date) -> &'static str {
    catalogue.link(code, day).map_or("", |link| link.note.as_str())
}

/// One dossier of a journey, in a list of tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// What people call it.
    pub(crate) short: String,
    /// Its procedure.
    pub(crate) name: String,
    /// Who settles it.
    pub(crate) agency: String,
    /// Its code; empty while there is none.
    pub(crate) code: String,
    /// Where it is followed; empty while it is no dossier.
    pub(crate) address: String,
    /// *Đã xong*, *Đang làm*, *Chưa làm được*, *Không làm nữa*.
    pub(crate) word: &'static str,
    /// How the word looks.
    pub(crate) tag: &'static str,
    /// Where it stands, or what it waits for.
    pub(crate) standing: String,
    /// When its result is due, in words.
    pub(crate) due: String,
    /// Whether it is the one the page is about.
    pub(crate) here: bool,
}

/// The journey a dossier belongs to, as lines; `place` gives the address of a dossier.
pub(crate) async fn lines(
    portal: &Portal,
    file: &File,
    place: impl Fn(&domain::dossier::code::DossierCode) -> String,
) -> Result<Vec<Line>, ActError> {
    let journey = portal.app.journey_of(file).await?;
    let catalogue = portal.app.catalogue();
    let mut lines: Vec<Line> = journey
        .iter()
        .flat_map(|journey: &JourneyView| &journey.members)
        .map(|one| line(one, &catalogue, &place))
        .collect();
    for line in &mut lines {
        line.here = line.code == file.dossier.code.as_str();
    }
    Ok(lines)
}

fn line(
    member: &MemberView,
    catalogue: &Catalogue,
    place: &impl Fn(&domain::dossier::code::DossierCode) -> String,
) -> Line {
    let line = Line {
        short: member.short.clone(),
        name: catalogue.name(&member.procedure).to_owned(),
        agency: catalogue.agency_name(&member.agency).to_owned(),
        code: String::new(),
        address: String::new(),
        word: "",
        tag: "",
        standing: String::new(),
        due: String::new(),
        here: false,
    };
    match &member.progress {
        Progress::Waits { after, needs } => Line {
            word: "Chưa làm được",
            tag: "soft",
            standing: format!("Tự nộp khi có kết quả «{after}»: cần {needs}"),
            ..line
        },
        Progress::Dropped { after } => Line {
            word: "Không làm nữa",
            tag: "tag tag-bad",
            standing: format!("«{after}» kết thúc mà không có kết quả; muốn làm thì nộp riêng"),
            ..line
        },
        Progress::Born { code, state, due } => {
            let (word, tag) = word_of(*state);
            Line {
                code: code.to_string(),
                address: place(code),
                word,
                tag,
                standing: state_label(*state).to_owned(),
                due: due.map_or_else(String::new, words::due),
                ..line
            }
        }
    }
}

fn word_of(state: StateName) -> (&'static str, &'static str) {
    match state {
        StateName::Settled | StateName::Returned => ("Đã xong", ""),
        StateName::NotAccepted | StateName::Withdrawn | StateName::Stopped => ("Không làm nữa", "tag tag-bad"),
        StateName::AwaitingSupplement | StateName::AwaitingPayment => ("Cần bạn làm", "tag tag-warn"),
        _ => ("Đang làm", "tag tag-info"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_of_a_dossier_is_one_of_few_words() {
        for state in StateName::ALL {
            let (word, tag) = word_of(state);
            assert_eq!(word == "Đã xong", tag.is_empty(), "what is done needs no colour: {state:?}");
        }
    }
}
