//! *Bàn làm việc*: whose turn it is, what is new, what is due, and for how long.

mod workload;

pub(crate) use workload::show as workload;

use crate::filled::Filled;
use crate::layout::Frame;
use crate::layout::field::{Choice, Field};
use crate::problem::Problem;
use crate::visitor::Visitor;
use crate::{Portal, page, words};
use app::catalogue::Catalogue;
use app::desk::{COUNT_LIMIT, DeskList, DeskPage, LOOKED_THROUGH, ManyActs, Sort, View};
use app::people::Officer;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::calendar::{Binds, Calendar, Due, is_overdue};
use domain::dossier::StateName;
use domain::dossier::code::DossierCode;
use domain::dossier::decide::state_label;
use domain::process::Role;
use domain::time::Instant;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::DossierRow;

#[derive(Template)]
#[template(path = "desk.html")]
struct Desk {
    frame: Frame,
    tabs: Vec<Tab>,
    about: String,
    rows: Vec<Row>,
    later: Option<Later>,
    missed: String,
    fields: Vec<Field>,
    list: &'static str,
    saved: Vec<(String, String)>,
    narrowed: bool,
    many: Vec<Many>,
    colleagues: Option<Field>,
    checked: Option<Field>,
    standing_for: String,
    data_requests: Option<usize>,
}

#[derive(Template)]
#[template(path = "desk/done.html")]
struct Done {
    frame: Frame,
    done: usize,
    rows: Vec<Outcome>,
    back: String,
}

/// What became of one dossier.
struct Outcome {
    code: String,
    address: String,
    refused: String,
}

/// Something that is done to all dossiers ticked.
struct Many {
    key: &'static str,
    label: &'static str,
}

/// The next page: an address, or a form where something was searched for.
struct Later {
    address: String,
    from: String,
}

/// One list, with how many it has.
struct Tab {
    name: &'static str,
    address: String,
    count: String,
    here: bool,
}

/// One dossier in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its code.
    pub(crate) code: String,
    /// Where its page is.
    pub(crate) address: String,
    /// Who asks.
    pub(crate) applicant: String,
    /// What for.
    pub(crate) procedure: String,
    /// Where it stands.
    pub(crate) state: &'static str,
    /// Class of the tag.
    pub(crate) tag: &'static str,
    /// Whose turn it is.
    pub(crate) holder: String,
    /// The due day; empty where there is none.
    pub(crate) due: String,
    /// How long that is from now.
    pub(crate) left: String,
    /// Class of the words before.
    pub(crate) left_tag: &'static str,
    /// When it came in.
    pub(crate) received: String,
    /// What ticks it for something done to many; empty where nothing is.
    pub(crate) pick: String,
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Asked {
    muc: String,
    sau: String,
    ma: String,
    thu_tuc: String,
    xep: String,
    loc: String,
}

/// Name of a list, and what it holds.
fn told(list: DeskList) -> (&'static str, &'static str) {
    match list {
        DeskList::Mine => ("Việc của tôi", "Hồ sơ giao cho bạn, hạn gần nhất ở trên."),
        DeskList::Queue => ("Chờ người nhận", "Hồ sơ chờ bất kỳ ai giữ vai trò của bạn; bấm vào rồi nhận việc."),
        DeskList::New => ("Mới nộp trực tuyến", "Chờ cán bộ một cửa tiếp nhận hoặc trả lời."),
        DeskList::Running => ("Việc của đơn vị", "Mọi hồ sơ đang giải quyết của đơn vị, hạn gần nhất ở trên."),
        DeskList::Soon => ("Sắp đến hạn", "Còn nhiều nhất một ngày làm việc, kể cả hồ sơ đã quá hạn."),
        DeskList::Late => ("Quá hạn", "Đã qua hạn trả mà chưa có kết quả."),
        DeskList::Waiting => ("Chờ người dân", "Chờ bổ sung giấy tờ, chờ nộp tiền, hoặc tạm dừng."),
        DeskList::WaitingForUnit => ("Chờ đơn vị khác", "Đang hỏi ý kiến đơn vị khác; thời hạn vẫn chạy."),
        DeskList::AskedOf => ("Được hỏi ý kiến", "Cơ quan khác chờ ý kiến của đơn vị bạn."),
        DeskList::ToHandOver => ("Chờ trả kết quả", "Đã có kết quả, chờ người dân tới nhận."),
        DeskList::All => ("Tất cả", "Mọi hồ sơ của đơn vị, mới nộp ở trên."),
    }
}

/// `GET /ban-lam-viec`.
pub(crate) async fn show(
    State(portal): State<Portal>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    if officer.roles == [Role::Receptionist] {
        // Whoever receives patients has no dossiers; his desk is the one where cards are read.
        return Ok(Redirect::to("/kham-benh").into_response());
    }
    let mut missed = String::new();
    if !asked.ma.trim().is_empty() {
        match portal.known(&asked.ma).await? {
            Some(code) => return Ok(Redirect::to(&address_of(&code)).into_response()),
            None => missed = format!("Không có hồ sơ mang mã «{}»", asked.ma.trim()),
        }
    }
    let mut view = View {
        procedure: asked.thu_tuc,
        sort: Sort::from_key(&asked.xep),
        ..View::all(DeskList::from_key(&asked.muc).unwrap_or(DeskList::Mine))
    };
    let mut chosen = DeskList::from_key(&asked.muc).is_some();
    if !asked.loc.is_empty() {
        let saved = portal.app.store().saved_filters(&officer.top, &officer.login).await?;
        if let Some((_, content)) = saved.iter().find(|(name, _)| *name == asked.loc) {
            (view, chosen) = (read_saved(content), true);
        }
    }
    list(&portal, &visitor, view, chosen, &asked.sau, missed).await
}

/// `POST /ban-lam-viec`: what is searched for may be a name, so it stands in no address.
pub(crate) async fn search(
    State(portal): State<Portal>,
    visitor: Visitor,
    filled: Filled,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let view = View {
        list: DeskList::from_key(filled.text("muc")).unwrap_or(DeskList::Running),
        procedure: filled.text("thu-tuc").to_owned(),
        text: filled.text("tu").chars().take(100).collect(),
        sort: Sort::from_key(filled.text("xep")),
    };
    if let Some(code) = portal.known(&view.text).await? {
        return Ok(Redirect::to(&address_of(&code)).into_response());
    }
    let name: String = filled.text("ten-bo-loc").chars().take(40).collect();
    if filled.has("luu") && !name.is_empty() {
        portal.app.store().save_filter(&officer.top, &officer.login, &name, &written(&view)).await?;
        return Ok(Redirect::to(&format!("/ban-lam-viec{}", words::query(&[("loc", &name)]))).into_response());
    }
    if filled.has("bo-loc") {
        portal.app.store().forget_filter(&officer.top, &officer.login, filled.text("bo-loc")).await?;
        return Ok(Redirect::to("/ban-lam-viec").into_response());
    }
    if view.text.is_empty() {
        let address =
            words::query(&[("muc", view.list.key()), ("thu-tuc", &view.procedure), ("xep", filled.text("xep"))]);
        return Ok(Redirect::to(&format!("/ban-lam-viec{address}")).into_response());
    }
    portal.app.note_look_up(officer, "search", &view.text, "tìm trong danh sách việc", visitor.now).await?;
    list(&portal, &visitor, view, true, filled.text("sau"), String::new()).await
}

/// `POST /ban-lam-viec/hang-loat`: the same thing done to all dossiers ticked.
pub(crate) async fn many(State(portal): State<Portal>, visitor: Visitor, filled: Filled) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let pick = |text: &str| {
        let (code, seen) = text.split_once('~')?;
        Some((code.parse().ok()?, seen.parse().ok()?))
    };
    let picked: Vec<(DossierCode, u32)> = filled.texts("ho-so").filter_map(pick).take(200).collect();
    let back = format!("/ban-lam-viec{}", words::query(&[("muc", filled.text("muc"))]));
    let what = match filled.text("viec") {
        "giao" if !filled.is_blank("can-bo") => Some(ManyActs::Assign(filled.text("can-bo").to_owned())),
        "chuyen" => Some(ManyActs::Forward(None)),
        "duyet" if filled.has("da-xem") => Some(ManyActs::Approve(None)),
        _ => None,
    };
    let Some(what) = what.filter(|_| !picked.is_empty()) else {
        let view = View::all(DeskList::from_key(filled.text("muc")).unwrap_or(DeskList::Mine));
        let missed = match filled.text("viec") {
            _ if picked.is_empty() => "Đánh dấu ít nhất một hồ sơ trong danh sách rồi bấm lại",
            "duyet" => "Phê duyệt nhiều hồ sơ một lúc: đánh dấu «Tôi đã xem từng hồ sơ» rồi bấm lại",
            _ => "Chọn người nhận việc rồi bấm lại",
        };
        return list(&portal, &visitor, view, true, "", missed.to_owned()).await;
    };
    let outcomes = portal.app.act_on_many(officer, &picked, &what, visitor.now).await?;
    let row = |(code, outcome): (DossierCode, Result<(), String>)| Outcome {
        address: address_of(&code),
        code: code.to_string(),
        refused: outcome.err().map_or_else(String::new, |why| words::capital(&why)),
    };
    let rows: Vec<Outcome> = outcomes.into_iter().map(row).collect();
    let done = rows.iter().filter(|row| row.refused.is_empty()).count();
    page(Done { frame: visitor.frame("Kết quả làm hàng loạt").at("/ban-lam-viec"), done, rows, back })
}

async fn list(
    portal: &Portal,
    visitor: &Visitor,
    mut view: View,
    chosen: bool,
    after: &str,
    missed: String,
) -> Result<Response, Problem> {
    let officer = visitor.officer()?;
    let mut counts = Vec::new();
    for (list, _) in DeskList::ALL {
        // How many there are in all helps nobody, and is dear to count.
        let count = match list {
            DeskList::All => None,
            _ => Some(portal.app.desk_count(officer, list, visitor.now).await?),
        };
        counts.push((list, count));
    }
    if !chosen {
        let first = counts.iter().find(|(_, count)| count.is_some_and(|count| count > 0));
        view.list = first.map_or(DeskList::Mine, |(list, _)| *list);
    }
    let after = Some(after).filter(|text| !text.is_empty());
    let found = portal.app.desk(officer, &view, after, visitor.now).await?;
    let colleagues = portal.app.colleagues(officer).await?;
    let names: BTreeMap<String, String> = colleagues.iter().map(|one| (one.login.clone(), one.name.clone())).collect();
    let catalogue = portal.app.catalogue();
    let calendar = portal.app.calendar_of(officer).await?;
    let many = many_for(officer, view.list);
    let mut rows: Vec<Row> =
        found.rows.iter().map(|one| row(one, &catalogue, &calendar, &names, visitor.now)).collect();
    if !many.is_empty() {
        for (shown, stored) in rows.iter_mut().zip(&found.rows) {
            shown.pick = format!("{}~{}", stored.code, stored.seq);
        }
    }
    let (title, about) = told(view.list);
    let cut = if found.cut {
        format!(" Danh sách dài: chỉ tìm trong {LOOKED_THROUGH} hồ sơ đầu.")
    } else {
        String::new()
    };
    let standing: Vec<String> =
        portal.app.stands_for(officer, visitor.now).await?.into_iter().map(|one| one.name).collect();
    let chosen_choice = |(value, label): (&str, &str), chosen: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    };
    let works = |one: &&Officer| one.has(Role::CaseOfficer) || one.has(Role::Leader);
    let receivers = colleagues.iter().filter(works);
    let receivers = receivers.filter(|one| officer.has(Role::Leader) || one.login == officer.login);
    let receivers = receivers.map(|one| chosen_choice((&one.login, &one.name), ""));
    let nobody = std::iter::once(chosen_choice(("", "Chọn người nhận"), ""));
    let assigns = many.iter().any(|one| one.key == "giao");
    let approves = many.iter().any(|one| one.key == "duyet");
    page(Desk {
        frame: visitor.frame(title).at("/ban-lam-viec").wrong(!missed.is_empty()),
        tabs: counts.into_iter().map(|(one, count)| tab(one, count, one == view.list)).collect(),
        about: format!("{about}{cut}"),
        later: later(&view, &found),
        fields: search_fields(&view, officer, &catalogue),
        list: view.list.key(),
        saved: portal
            .app
            .store()
            .saved_filters(&officer.top, &officer.login)
            .await?
            .into_iter()
            .map(saved_link)
            .collect(),
        narrowed: view != View::all(view.list),
        colleagues: assigns.then(|| Field::select("can-bo", "Giao cho", nobody.chain(receivers).collect())),
        checked: approves.then(|| Field::tick("da-xem", "Tôi đã xem từng hồ sơ", false)),
        many: if rows.is_empty() { Vec::new() } else { many },
        standing_for: standing.join(", "),
        data_requests: match officer.has(Role::Administrator) {
            true => Some(portal.app.open_data_requests(officer).await?.len()),
            false => None,
        },
        rows,
        missed,
    })
}

/// What an officer may do to many dossiers of a list at once.
fn many_for(officer: &Officer, list: DeskList) -> Vec<Many> {
    let works = matches!(list, DeskList::Mine | DeskList::Queue | DeskList::Running | DeskList::Soon | DeskList::Late);
    let leads = officer.has(Role::Leader);
    let examines = leads || officer.has(Role::CaseOfficer);
    let acts = officer.agency != officer.top && works;
    let all = [
        (acts && examines, Many { key: "giao", label: "Giao việc" }),
        (acts && examines, Many { key: "chuyen", label: "Chuyển bước tiếp theo" }),
        (acts && leads, Many { key: "duyet", label: "Phê duyệt" }),
    ];
    all.into_iter().filter(|(may, _)| *may).map(|(_, one)| one).collect()
}

fn search_fields(view: &View, officer: &Officer, catalogue: &Catalogue) -> Vec<Field> {
    let choice =
        |value: &str, label: &str, chosen: bool| Choice { value: value.to_owned(), label: label.to_owned(), chosen };
    let procedures = catalogue.procedures_of(&officer.agency).into_iter();
    let procedures = procedures.map(|code| choice(code, catalogue.name(code), code == view.procedure));
    let procedures = std::iter::once(choice("", "Mọi thủ tục", false)).chain(procedures).collect();
    let sorts = [(Sort::Due, "Hạn gần nhất"), (Sort::Received, "Nhận lâu nhất"), (Sort::Name, "Tên người nộp")];
    let key = |sort: Sort| Sort::ALL.iter().find(|(one, _)| *one == sort).map_or("", |(_, key)| key);
    let sorts = sorts.into_iter().map(|(sort, label)| choice(key(sort), label, sort == view.sort)).collect();
    vec![
        Field::line("tu", "Mã hồ sơ, tên người nộp hoặc thủ tục", &view.text).typed("search", "off", ""),
        Field::select("thu-tuc", "Thủ tục", procedures),
        Field::select("xep", "Xếp theo", sorts),
    ]
}

/// A filter as it is saved.
fn written(view: &View) -> String {
    let sort = Sort::ALL.iter().find(|(one, _)| *one == view.sort).map_or("", |(_, key)| key);
    [view.list.key(), &view.procedure, sort, &view.text].join("\t")
}

fn read_saved(content: &str) -> View {
    let mut parts = content.splitn(4, '\t');
    let mut part = || parts.next().unwrap_or_default();
    View {
        list: DeskList::from_key(part()).unwrap_or(DeskList::Mine),
        procedure: part().to_owned(),
        sort: Sort::from_key(part()),
        text: part().to_owned(),
    }
}

fn saved_link((name, _): (String, String)) -> (String, String) {
    let address = format!("/ban-lam-viec{}", words::query(&[("loc", &name)]));
    (name, address)
}

fn tab(list: DeskList, count: Option<u64>, here: bool) -> Tab {
    let count = match count {
        Some(count) if count >= u64::from(COUNT_LIMIT) => format!("{}+", words::grouped(i64::from(COUNT_LIMIT))),
        Some(count) => count.to_string(),
        None => String::new(),
    };
    Tab { name: told(list).0, address: format!("/ban-lam-viec?muc={}", list.key()), count, here }
}

fn later(view: &View, found: &DeskPage) -> Option<Later> {
    let from = found.next.clone()?;
    let sort = Sort::ALL.iter().find(|(one, _)| *one == view.sort).map_or("", |(_, key)| key);
    let parts = [("muc", view.list.key()), ("thu-tuc", &view.procedure), ("xep", sort), ("sau", &from)];
    let address = if view.text.is_empty() { format!("/ban-lam-viec{}", words::query(&parts)) } else { String::new() };
    Some(Later { address, from })
}

/// Address of a dossier's page.
pub(crate) fn address_of(code: &DossierCode) -> String {
    format!("/ho-so/{}", words::address_part(code.as_str()))
}

/// A dossier as a line of a list.
pub(crate) fn row(
    row: &DossierRow,
    catalogue: &Catalogue,
    calendar: &Calendar,
    names: &BTreeMap<String, String>,
    now: Instant,
) -> Row {
    let runs = matches!(row.state, StateName::Received | StateName::Processing | StateName::Approved);
    let (left, left_tag) = row.due.filter(|_| runs).map_or((String::new(), ""), |due| time_left(due, now, calendar));
    let holder = match (&row.officer, row.role) {
        (Some(login), _) => names.get(login).unwrap_or(login).clone(),
        (None, Some(role)) => words::capital(domain::dossier::decide::role_label(role)),
        (None, None) => String::new(),
    };
    Row {
        code: row.code.to_string(),
        address: address_of(&row.code),
        applicant: row.applicant.name.clone(),
        procedure: catalogue.name(&row.procedure).to_owned(),
        state: state_label(row.state),
        tag: state_tag(row.state),
        holder,
        due: row.due.map_or_else(String::new, |due| words::day(due.at.date())),
        left,
        left_tag,
        received: words::day(row.received_at.unwrap_or(row.submitted_at).day()),
        pick: String::new(),
    }
}

/// Class of a state's tag.
pub(crate) fn state_tag(state: StateName) -> &'static str {
    match state {
        StateName::Submitted | StateName::Received | StateName::Processing => "tag tag-info",
        StateName::AwaitingSupplement | StateName::AwaitingPayment | StateName::Paused => "tag tag-warn",
        StateName::Approved | StateName::Settled | StateName::Returned => "tag tag-good",
        StateName::NotAccepted | StateName::Withdrawn | StateName::Stopped => "tag",
    }
}

/// How long until a due moment, or since, in working days; and the class of the tag that says so.
pub(crate) fn time_left(due: Due, now: Instant, calendar: &Calendar) -> (String, &'static str) {
    let (today, day) = (now.day(), due.at.date());
    let days = calendar.working_days_between(today, day);
    if is_overdue(due, now.local()) {
        let since = calendar.working_days_between(day, today);
        let text = match since {
            _ if today == day => format!("quá hạn từ {} hôm nay", words::time(due.at)),
            0 => "quá hạn".to_owned(),
            since => format!("quá hạn {since} ngày làm việc"),
        };
        return (text, "tag tag-bad");
    }
    match (days, due.binds) {
        (_, Binds::Moment) if today == day => (format!("hạn {} hôm nay", words::time(due.at)), "tag tag-warn"),
        _ if today == day => ("hạn hôm nay".to_owned(), "tag tag-warn"),
        (0..=2, _) => (format!("còn {} ngày làm việc", days.max(1)), "tag tag-warn"),
        (days, _) => (format!("còn {days} ngày làm việc"), "tag"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Calendar;
    use jiff::civil::{Date, date};

    fn calendar() -> Calendar {
        app::law::Law::shipped().calendar
    }

    fn left(due: Date, today: Date) -> String {
        let due = Due { at: due.at(17, 0, 0, 0), binds: Binds::Day };
        time_left(due, Instant::from_local(today.at(9, 0, 0, 0)), &calendar()).0
    }

    #[test]
    fn days_left_are_working_days() {
        let friday = date(2026, 11, 20);
        assert_eq!(left(friday, friday), "hạn hôm nay");
        assert_eq!(left(date(2026, 11, 23), friday), "còn 1 ngày làm việc");
        assert_eq!(left(date(2026, 11, 18), friday), "quá hạn 2 ngày làm việc");
        assert_eq!(left(friday, date(2026, 11, 21)), "quá hạn", "Saturday is late and no working day later");
    }

    #[test]
    fn every_list_has_a_name() {
        let names: std::collections::BTreeSet<&str> = DeskList::ALL.iter().map(|(list, _)| told(*list).0).collect();
        assert_eq!(names.len(), DeskList::ALL.len());
    }
}
