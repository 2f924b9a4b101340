//! Whoever changes the ledger behind the store's back is found out, and where.

use crate::home::{Home, on_both_engines};
use crate::story::{DAY, Story, agency, top};
use domain::ledger::Break;
use jiff::civil::Date;
use store::{Fault, Finding, Store};

fn day(number: i64) -> Date {
    DAY.checked_add(jiff::Span::new().days(number)).unwrap()
}

/// Two agencies, three days, two of them closed.
pub(crate) async fn sealed_office(store: &Store) {
    for (code, number, on) in [("H42.19", 1, 0), ("H42.19", 2, 0), ("H42.20", 3, 0), ("H42.19", 4, 3), ("H42.19", 5, 5)]
    {
        for save in Story::new(code, number).on(day(on)).whole() {
            store.save(save).await.unwrap();
        }
    }
    let seals = store.seal_days(&top(), day(5)).await.unwrap();
    assert_eq!(seals.len(), 3, "two days of one agency and one of the other");
    assert!(store.seal_days(&top(), day(5)).await.unwrap().is_empty(), "what is closed stays closed");
    assert_eq!(store.seals(&agency("H42.19")).await.unwrap().len(), 2);
}

async fn first_finding(home: &Home, store: &Store, sql: &str) -> Finding {
    home.raw(sql).await;
    let report = store.verify(|_| {}).await.unwrap();
    let first = report.first().unwrap_or_else(|| panic!("not found out: {sql}"));
    assert!(report.broken >= 1 && first.to_string().len() > 20, "{first}");
    first.clone()
}

fn code(number: u32, on: i64) -> String {
    Story::new("H42.19", number).on(day(on)).code.to_string()
}

on_both_engines! {
    async fn an_honest_ledger_is_whole(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let mut told = Vec::new();
        let report = store.verify(|entries| told.push(entries)).await.unwrap();
        assert!(report.is_whole(), "{:?}", report.first());
        assert_eq!((report.dossiers, report.entries, report.seals, report.particulars), (5, 35, 3, 5));
        assert!(report.tallies > 0);
        assert_eq!(told.last(), Some(&35));
    }

    async fn a_deleted_last_entry_is_missed(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let sql = format!("delete from event where dossier = '{}' and seq = 7", code(5, 5));
        let found = first_finding(home, &store, &sql).await;
        assert_eq!((found.dossier, found.seq, found.fault), (Some(code(5, 5)), Some(6), Fault::Tail));
    }

    async fn a_deleted_entry_in_the_middle_is_missed(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let sql = format!("delete from event where dossier = '{}' and seq = 3", code(5, 5));
        let found = first_finding(home, &store, &sql).await;
        assert_eq!((found.dossier, found.seq), (Some(code(5, 5)), Some(4)));
        assert_eq!(found.fault, Fault::Entry(Break::Sequence));
    }

    async fn a_dossier_taken_out_of_a_closed_day_is_missed(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let one = code(4, 3);
        let sql = format!(
            "delete from event where dossier = '{one}'; delete from dossier where code = '{one}';
             delete from track where dossier = '{one}'; delete from particulars where dossier = '{one}';
             delete from tally where key = 'H42.19' and day >= {}",
            domain::time::day_number(day(3))
        );
        home.raw(&sql).await;
        let report = store.verify(|_| {}).await.unwrap();
        let seal = report.findings.iter().find(|finding| finding.fault == Fault::SealRoot).unwrap();
        assert_eq!((seal.agency.as_str(), seal.day), ("H42.19", Some(domain::time::day_number(day(3)))));
    }

    async fn a_tail_cut_off_with_its_row_is_found_by_the_seal(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let one = code(4, 3);
        let sql = format!("delete from event where dossier = '{one}' and seq > 1; delete from dossier where code = '{one}'");
        home.raw(&sql).await;
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.findings.iter().any(|finding| finding.fault == Fault::SealRoot), "{:?}", report.findings);
    }

    async fn two_entries_in_each_others_place_are_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let one = code(1, 0);
        let sql = format!(
            "update event set seq = 99 where dossier = '{one}' and seq = 2;
             update event set seq = 2 where dossier = '{one}' and seq = 3;
             update event set seq = 3 where dossier = '{one}' and seq = 99"
        );
        let found = first_finding(home, &store, &sql).await;
        assert_eq!((found.dossier, found.seq, found.fault), (Some(one), Some(2), Fault::Entry(Break::Hash)));
    }

    async fn a_dossier_that_only_a_list_knows_is_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let found = first_finding(home, &store, &format!("delete from event where dossier = '{}'", code(5, 5))).await;
        assert_eq!((found.dossier, found.fault), (Some(code(5, 5)), Fault::NoEntries));
    }

    async fn a_dossier_that_no_list_knows_is_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let found = first_finding(home, &store, &format!("delete from dossier where code = '{}'", code(5, 5))).await;
        assert_eq!((found.dossier, found.fault), (Some(code(5, 5)), Fault::Tail));
    }

    async fn a_change_in_every_column_of_an_entry_is_named(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let one = code(1, 0);
        for change in [
            "top = 'H43'", "dossier = 'H42.19-261120-9999'", "seq = 70", "agency = 'H42.20'",
            "happened_at = happened_at + 1", "recorded_at = recorded_at - 1", "actor = 'officer:ai.do'",
            "kind = 'stopped'", "payload = replace(payload, 'thu.ly', 'thu.la')", "prev = hash", "hash = prev",
        ] {
            home.raw("create table kept as select * from event").await;
            let sql = format!("update event set {change} where dossier = '{one}' and seq = 3");
            home.raw(&sql).await;
            let report = store.verify(|_| {}).await.unwrap();
            let named = report.findings.iter().any(|found| found.dossier.as_deref() == Some(&one));
            assert!(named, "{change}: {:?}", report.findings);
            home.raw("delete from event; insert into event select * from kept; drop table kept").await;
        }
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
    }

    async fn every_column_of_a_list_is_compared_with_the_ledger(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        for save in story.whole().into_iter().take(3) {
            store.save(save).await.unwrap();
        }
        let changes = [
            "agency = 'H42.20'", "procedure = '9'", "channel = 'post'", "state = 'settled'", "submitted_at = 1",
            "received_at = null", "due_at = due_at + 86400", "due_binds = 'moment'", "step = 'x'", "officer = 'x'",
            "step_due_at = 1", "finished_at = 1", "outcome = 'approved'", "returned_at = 1", "imported = 1",
            "updated_at = 1", "seq = 2", "head_hash = prev",
        ];
        for change in changes {
            home.raw("create table kept as select * from dossier").await;
            let change = change.replace("prev", "(select prev from event where seq = 2 limit 1)");
            let found = first_finding(home, &store, &format!("update dossier set {change}")).await;
            assert!(matches!(found.fault, Fault::Row | Fault::Tail), "{change}: {found}");
            home.raw("delete from dossier; insert into dossier select * from kept; drop table kept").await;
        }
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
    }

    async fn counted_dates_are_compared_with_the_ledger(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let one = code(1, 0);
        for change in ["ended_at = ended_at - 86400", "timeliness = 'late'", "spans = null", "channel = 'counter'", "received_at = null", "recorded_at = recorded_at - 60"] {
            home.raw("create table kept as select * from track").await;
            let found = first_finding(home, &store, &format!("update track set {change} where dossier = '{one}'")).await;
            assert_eq!((found.dossier.as_deref(), &found.fault), (Some(one.as_str()), &Fault::Track), "{change}");
            home.raw("delete from track; insert into track select * from kept; drop table kept").await;
        }
        let found = first_finding(home, &store, &format!("delete from track where dossier = '{one}'")).await;
        assert_eq!(found.fault, Fault::Track);
    }

    async fn a_figure_made_up_is_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        home.raw("create table kept as select * from tally").await;
        for change in [
            "update tally set settled_early = settled_early + 1 where key = 'H42.19'",
            "delete from tally where key = 'H42.20'",
            "insert into tally select scope, dimension, span, day, 'H42.99', channel, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from tally where key = 'H42.20'",
            "update tally set day = day + 1 where span = 'day' and key = 'H42.20' and day = (select min(day) from tally where span = 'day' and key = 'H42.20')",
            "update tally set received = received + 1 where span = 'month' and key = 'H42.19'",
        ] {
            let found = first_finding(home, &store, change).await;
            assert!(matches!(found.fault, Fault::Tally { .. }), "{change}: {found}");
            home.raw("delete from tally; insert into tally select * from kept").await;
        }
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
    }

    async fn other_particulars_under_the_same_hash_are_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let sql = format!("update particulars set content = '{{}}' where dossier = '{}'", code(2, 0));
        let found = first_finding(home, &store, &sql).await;
        assert_eq!((found.dossier, found.fault), (Some(code(2, 0)), Fault::Particulars));
    }

    async fn a_seal_taken_out_or_changed_is_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        let first = domain::time::day_number(day(0));
        home.raw("create table kept as select * from seal").await;
        for change in [
            format!("delete from seal where agency = 'H42.19' and day = {first}"),
            "update seal set prev = root where agency = 'H42.20'".to_owned(),
            "update seal set hash = root where agency = 'H42.20'".to_owned(),
            format!("update seal set count = count + 1 where day = {first}"),
            format!("update seal set root = hash where day = {first}"),
        ] {
            let found = first_finding(home, &store, &change).await;
            assert!(matches!(found.fault, Fault::SealLink | Fault::SealRoot), "{change}: {found}");
            home.raw("delete from seal; insert into seal select * from kept").await;
        }
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
    }

    async fn an_act_written_into_a_closed_day_is_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        store.save(Story::new("H42.20", 6).on(day(0)).submit()).await.unwrap();
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!(report.first().map(|found| (&found.agency[..], &found.fault)), Some(("H42.20", &Fault::SealRoot)));
    }

    async fn an_act_written_before_the_last_closed_day_is_found(home) {
        let store = home.open().await;
        sealed_office(&store).await;
        store.save(Story::new("H42.19", 6).on(day(1)).submit()).await.unwrap();
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!(report.first().map(|found| (&found.agency[..], &found.fault)), Some(("H42.19", &Fault::Backdated)));
    }
}
