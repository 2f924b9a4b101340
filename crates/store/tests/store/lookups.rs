//! Look-ups of people: none is lost, none counts twice, and whoever changes one is found out.

use crate::home::{Home, on_both_engines};
use crate::story::{DAY, Story, agency, top};
use domain::dossier::event::{Actor, Fact};
use domain::lookup::{LookUp, LookUpAnswer, LookUpKind, LookUpSource, Noted, PatternKind};
use domain::report::Period;
use domain::time::Instant;
use jiff::civil::Date;
use store::{Fault, LookUpEntry, Save, Store};

const AN: &str = "an-fingerprint";

fn at(seconds: i64) -> Instant {
    Instant::from_unix_seconds(Instant::start_of(DAY).unix_seconds() + 30_000 + seconds).unwrap()
}

fn made(answer: LookUpAnswer) -> LookUp {
    LookUp {
        kind: LookUpKind::Verify,
        purpose: "tthc-xac-thuc".to_owned(),
        answer,
        source: LookUpSource::Register,
        agency: agency("H42.19"),
        noted: None,
    }
}

fn unfiled(actor: &str, seconds: i64) -> LookUpEntry {
    LookUpEntry {
        top: top(),
        id: String::new(),
        at: at(seconds),
        actor: actor.to_owned(),
        person: AN.to_owned(),
        dossier: String::new(),
        look_up: made(LookUpAnswer::NearName),
        number: 0,
    }
}

/// A look-up in the ledger of a dossier.
fn in_dossier(story: &mut Story, look_up: LookUp) -> Save {
    let save = story.act(Actor::Officer("mot.cua".to_owned()), vec![Fact::LookedUp(Box::new(look_up))]);
    let look_ups = save.entries.iter().filter_map(|entry| LookUpEntry::of_ledger(&top(), entry, AN)).collect();
    Save { look_ups, ..save }
}

/// One look-up in a dossier, one noted before its dossier, two that never had one.
async fn office(store: &Store) -> Story {
    let first = store.note_person_look_up(unfiled("mot.cua", 0)).await.unwrap();
    store.note_person_look_up(unfiled("mot.cua", 60)).await.unwrap();
    store.note_person_look_up(unfiled("thu.ly", 61)).await.unwrap();
    let mut story = Story::new("H42.19", 1);
    store.save(story.submit()).await.unwrap();
    let noted = Some(Noted { id: first.id, at: first.at });
    store.save(in_dossier(&mut story, LookUp { noted, ..first.look_up })).await.unwrap();
    store.save(in_dossier(&mut story, made(LookUpAnswer::Unreachable))).await.unwrap();
    story
}

fn whole_day() -> Period {
    Period::new(DAY, DAY).unwrap()
}

on_both_engines! {
    async fn each_look_up_is_found_by_the_person_and_counted_once(home) {
        let store = home.open().await;
        let story = office(&store).await;
        let found = store.look_ups_of(AN, None, 10).await.unwrap();
        let told: Vec<_> = found.iter().map(|one| (one.actor.as_str(), one.dossier.as_str(), one.number)).collect();
        let code = story.code.as_str();
        assert_eq!(told, [("mot.cua", code, 0), ("thu.ly", "", 1), ("mot.cua", "", 2), ("mot.cua", code, 1)]);
        let after = (found[1].at, found[1].id.as_str());
        assert_eq!(store.look_ups_of(AN, Some(after), 10).await.unwrap(), found[2..]);
        assert_eq!(store.look_ups_of("", None, 10).await.unwrap(), [], "nobody is not looked up");
        let mut counts = store.look_up_counts(&top(), whole_day()).await.unwrap();
        counts.sort_by_key(|one| (one.answer, one.with_dossier));
        let counts: Vec<_> = counts.iter().map(|one| (one.answer.key(), one.with_dossier, one.count)).collect();
        assert_eq!(counts, [("near-name", false, 2), ("near-name", true, 1), ("unreachable", true, 1)]);
        let made = store.look_ups_made(&top(), &agency("H42.19"), "mot.cua", DAY).await.unwrap();
        assert_eq!(made, (3, 4), "by him, by all");
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.is_whole(), "{:?}", report.first());
        assert_eq!(report.look_ups, 4);
    }

    async fn many_of_one_officer_at_once_are_all_noted_in_a_chain(home) {
        let store = home.open().await;
        let ten = futures_of(&store, 10).await;
        let mut numbers: Vec<u32> = ten.iter().map(|one| one.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=10).collect::<Vec<u32>>());
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
    }

    async fn what_is_unusual_is_found_from_so_many_on(home) {
        let store = home.open().await;
        for second in 0..3 {
            store.note_person_look_up(unfiled("to.mo", second)).await.unwrap();
        }
        office(&store).await;
        for (kind, day) in [(PatternKind::WithoutDossier, Some(DAY)), (PatternKind::SamePerson, None)] {
            let found = store.unusual_look_ups(&top(), whole_day(), kind, 3).await.unwrap();
            let told: Vec<(&str, Option<Date>, u64)> =
                found.iter().map(|one| (one.officer.as_str(), one.day, one.count)).collect();
            assert_eq!(told, [("to.mo", day, 3)], "{kind:?}");
        }
    }

    async fn whoever_changes_a_look_up_is_found_out(home) {
        let rows = [
            ("update person_lookup set answer = 'match' where number = 0", Fault::LookUp),
            ("delete from person_lookup where number = 0", Fault::LookUp),
            ("update person_lookup set answer = 'match' where number = 2", Fault::NotedLookUp),
            ("update person_lookup set person = 'binh' where number = 2", Fault::NotedLookUp),
            ("update person_lookup set dossier = '' where number = 1 and actor = 'mot.cua'", Fault::NotedLookUp),
            ("update office_act set at = at + 86400 where actor = 'thu.ly'", Fault::NotedLookUp),
            ("update office_act set actor = 'khac' where actor = 'thu.ly'", Fault::NotedLookUp),
            ("delete from office_act where actor = 'thu.ly'", Fault::NotedLookUp),
            ("delete from person_lookup where actor = 'thu.ly'", Fault::NotedLookUp),
        ];
        for (sql, fault) in rows {
            found_out(home, sql, &fault).await;
        }
    }

    async fn a_look_up_taken_out_of_the_middle_is_missed_even_where_list_and_journal_agree(home) {
        let store = home.open().await;
        for second in 0..3 {
            store.note_person_look_up(unfiled("to.mo", second)).await.unwrap();
        }
        home.raw("delete from office_act where id in (select id from person_lookup where number = 2)").await;
        home.raw("delete from person_lookup where number = 2").await;
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!(report.first().map(|found| found.fault.clone()), Some(Fault::NotedLookUp));
    }
}

async fn futures_of(store: &Store, count: i64) -> Vec<LookUpEntry> {
    let tasks: Vec<_> = (0..count)
        .map(|second| {
            let store = store.clone();
            tokio::spawn(async move { store.note_person_look_up(unfiled("mot.cua", second)).await.unwrap() })
        })
        .collect();
    let mut noted = Vec::new();
    for task in tasks {
        noted.push(task.await.unwrap());
    }
    noted
}

/// Changes something behind the store's back, looks, and puts everything back.
async fn found_out(home: &Home, sql: &str, fault: &Fault) {
    let store = home.open().await;
    home.raw("delete from person_lookup").await;
    home.raw("delete from office_act").await;
    for table in ["event", "dossier", "track", "particulars", "outbox", "tally"] {
        home.raw(&format!("delete from {table}")).await;
    }
    office(&store).await;
    assert!(store.verify(|_| {}).await.unwrap().is_whole());
    home.raw(sql).await;
    let report = store.verify(|_| {}).await.unwrap();
    let found = report.first().unwrap_or_else(|| panic!("not found out: {sql}"));
    assert_eq!(&found.fault, fault, "{sql}");
}
