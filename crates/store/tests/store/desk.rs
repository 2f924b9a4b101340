//! The lists an officer works from.

use crate::home::on_both_engines;
use crate::story::{DAY, Story, agency, top};
use domain::process::Role;
use domain::time::Instant;
use store::{Cursor, DeskFilter, Store, Turn};

async fn codes(store: &Store, filter: &DeskFilter) -> Vec<String> {
    let mut codes = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = store.desk(&top(), filter, after.as_ref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        let cursor = filter.turn.cursor_after(last);
        after = Some(cursor.to_string().parse().unwrap());
        codes.extend(page.iter().map(|row| row.code.to_string()));
    }
    assert_eq!(store.desk_count(&top(), filter, 1_000).await.unwrap(), codes.len() as u64);
    codes
}

/// Dossiers 1–5 of one agency: handed in, received, given to an officer, waiting, done; the fifth of another day.
async fn office(store: &Store) {
    for number in 1..=5 {
        let mut story = Story::new("H42.19", number);
        for save in story.whole().into_iter().take([1, 2, 3, 4, 6][number as usize - 1]) {
            store.save(save).await.unwrap();
        }
    }
    store.save(Story::new("H42.20", 1).submit()).await.unwrap();
}

on_both_engines! {
    async fn everyone_sees_whose_turn_it_is(home) {
        let store = home.open().await;
        office(&store).await;
        let one = agency("H42.19");
        let rows: [(Turn, &[u32]); 8] = [
            (Turn::Mine("thu.ly".to_owned()), &[3]),
            (Turn::Mine("ai.do".to_owned()), &[]),
            (Turn::Queue(one.clone(), Role::CaseOfficer), &[2]),
            (Turn::New(one.clone()), &[1]),
            (Turn::Settled(one.clone()), &[5]),
            (Turn::Running(one.clone()), &[2, 3]),
            (Turn::Waiting(one.clone()), &[4]),
            (Turn::Newest(one.clone()), &[5, 4, 3, 2, 1]),
        ];
        for (turn, numbers) in rows {
            let expected: Vec<String> = numbers.iter().map(|number| Story::new("H42.19", *number).code.to_string()).collect();
            let filter = DeskFilter::all(turn.clone());
            assert_eq!(codes(&store, &filter).await, expected, "{turn:?}");
            assert_eq!(store.desk_count(&top(), &filter, 100).await.unwrap(), expected.len() as u64, "{turn:?}");
        }
        assert_eq!(store.dossier_agencies(&top()).await.unwrap(), [agency("H42.19"), agency("H42.20")]);
        assert_eq!(store.tops().await.unwrap(), [top()]);
    }

    async fn a_dossier_due_by_the_day_is_late_from_the_next_day(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        store.save(story.submit()).await.unwrap();
        store.save(story.accept()).await.unwrap();
        let due = story.clock.day().checked_add(jiff::Span::new().days(5)).unwrap();
        let late_at = |day: jiff::civil::Date, hour| {
            let turn = Turn::Running(agency("H42.19"));
            DeskFilter { late_at: Some(Instant::from_local(day.at(hour, 0, 0, 0))), ..DeskFilter::all(turn) }
        };
        assert!(codes(&store, &late_at(due, 18)).await.is_empty(), "the day ends at midnight, not at five");
        assert_eq!(codes(&store, &late_at(due.tomorrow().unwrap(), 0)).await.len(), 1);
        let before = |day| DeskFilter {
            due_before: Some(Instant::start_of(day)),
            ..DeskFilter::all(Turn::Running(agency("H42.19")))
        };
        assert_eq!(codes(&store, &before(due.tomorrow().unwrap())).await.len(), 1);
        assert!(codes(&store, &before(due)).await.is_empty());
        let other = DeskFilter { procedure: Some("9.9".to_owned()), ..DeskFilter::all(Turn::Running(agency("H42.19"))) };
        assert!(codes(&store, &other).await.is_empty());
    }

    async fn dossiers_are_found_by_name_and_code(home) {
        let store = home.open().await;
        for (number, name) in [(1, "nguyen van an"), (2, "nguyen van binh"), (3, "ngo van an")] {
            let mut save = Story::new("H42.19", number).submit();
            save.dossier.applicant.folded = name.to_owned();
            store.save(save).await.unwrap();
        }
        let find = async |agency, text, after| {
            let rows = store.search_applicant(&top(), agency, text, after, 10).await.unwrap();
            rows.iter().map(|row| row.applicant.folded.clone()).collect::<Vec<_>>()
        };
        assert_eq!(find(None, "nguyen", None).await, ["nguyen van an", "nguyen van binh"]);
        let first = store.search_applicant(&top(), None, "nguyen", None, 1).await.unwrap().remove(0);
        assert_eq!(find(None, "nguyen", Some(&first)).await, ["nguyen van binh"]);
        assert!(find(Some(&agency("H42.20")), "nguyen", None).await.is_empty());
        assert_eq!(store.search_code(&top(), "H42.19-2611", 10).await.unwrap().len(), 3);
        assert_eq!(store.search_code(&top(), Story::new("H42.19", 2).code.as_str(), 10).await.unwrap().len(), 1);
        assert_eq!(store.search_code(&top(), &format!("H42.20-{}", DAY.year()), 10).await.unwrap().len(), 0);
    }
}
