//! An act is kept whole or not at all, and each keeps its own fate.

use crate::home::on_both_engines;
use crate::story::{DAY, Story, agency, top};
use domain::dossier::event::Channel;
use domain::report::{By, Cell, Fields, Limits, Period, progress, progress_from_tallies};
use std::collections::BTreeSet;
use store::{SaveError, TrackRow, TrackScan, agencies_within, agency_alone};

on_both_engines! {
    async fn what_is_saved_comes_back(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        let mut entries = Vec::new();
        for save in story.whole() {
            store.save(save.clone()).await.unwrap();
            entries.extend(save.entries.clone());
            assert_eq!(store.dossier(&top(), &story.code).await.unwrap(), Some(save.dossier.clone()));
            assert_eq!(store.find_dossier(&story.code).await.unwrap(), Some(save.dossier.clone()));
            if let Some(track) = save.track {
                assert_eq!(store.track(&story.agency, &story.code).await.unwrap(), Some(track));
            }
            for particulars in save.particulars {
                let kept = store.particulars(&top(), &story.code, &particulars.digest).await.unwrap();
                assert_eq!(kept, Some(particulars.content));
            }
        }
        assert_eq!(store.entries(&top(), &story.code).await.unwrap(), entries);
        assert_eq!(store.entries_of_day(&agency("H42.19"), DAY).await.unwrap(), entries);
        let mut tracks = Vec::new();
        store.scan_tracks(&top(), TrackScan::default(), |track| tracks.push(track)).await.unwrap();
        assert_eq!(tracks.len(), 1);
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.is_whole(), "{:?}", report.first());
        assert_eq!((report.dossiers, report.entries), (1, 7));
    }

    async fn of_two_acts_on_the_same_state_one_wins_and_the_other_is_told(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        store.save(story.submit()).await.unwrap();
        let (mut one, mut other) = (story.clone(), story.clone());
        other.clock = domain::time::Instant::from_unix_seconds(other.clock.unix_seconds() + 1).unwrap();
        let (one, other) = (one.accept(), other.accept());
        let answers = tokio::join!(store.save(one.clone()), store.save(other.clone()));
        let winner = match answers {
            (Ok(()), Err(SaveError::Conflict)) => one,
            (Err(SaveError::Conflict), Ok(())) => other,
            unexpected => panic!("{unexpected:?}"),
        };
        let entries = store.entries(&top(), &story.code).await.unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1], winner.entries[0]);
        assert_eq!(store.dossier(&top(), &story.code).await.unwrap(), Some(winner.dossier));
        assert!(store.verify(|_| {}).await.unwrap().is_whole(), "nothing of the loser is kept");
    }

    async fn an_act_that_leaves_a_gap_is_refused(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        store.save(story.submit()).await.unwrap();
        story.accept();
        assert!(matches!(store.save(story.assign("thu.ly")).await, Err(SaveError::Conflict)));
        assert_eq!(store.entries(&top(), &story.code).await.unwrap().len(), 1);
    }

    async fn entries_that_do_not_belong_together_are_refused(home) {
        let store = home.open().await;
        let good = Story::new("H42.19", 1).submit();
        let mut other_top = good.clone();
        other_top.top = agency("H43");
        let mut no_entries = good.clone();
        no_entries.entries.clear();
        let mut changed = good.clone();
        changed.entries[0].actor = "system".to_owned();
        let mut other_head = good.clone();
        other_head.dossier.seq = 2;
        for save in [other_top, no_entries, changed, other_head] {
            assert!(matches!(store.save(save).await, Err(SaveError::Malformed(_))));
        }
        store.save(good).await.unwrap();
    }

    async fn an_act_sent_twice_is_done_once(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        let save = story.submit();
        let answers = tokio::join!(store.save(save.clone()), store.save(save.clone()), store.save(save.clone()));
        assert!(matches!(answers, (Ok(()), Ok(()), Ok(()))), "{answers:?}");
        store.save(story.accept()).await.unwrap();
        store.save(save).await.unwrap();
        assert_eq!(store.entries(&top(), &story.code).await.unwrap().len(), 2);
        assert_eq!(store.waiting("progress", 10).await.unwrap().len(), 2);
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
    }

    async fn thirty_two_people_work_at_once_on_two_nodes(home) {
        let nodes = [home.open().await, home.open().await];
        let mut tasks = tokio::task::JoinSet::new();
        for person in 0..32_u32 {
            let store = nodes[person as usize % 2].clone();
            tasks.spawn(async move {
                let mut numbers = Vec::new();
                for _ in 0..4 {
                    let number = store.next_number(&agency("H42.19"), DAY).await.unwrap();
                    numbers.push(number);
                    let mut story = Story::new("H42.19", number);
                    for save in story.whole() {
                        store.save(save).await.unwrap();
                    }
                }
                numbers
            });
        }
        let numbers: Vec<u32> = tasks.join_all().await.into_iter().flatten().collect();
        assert_eq!(numbers.iter().copied().collect::<BTreeSet<u32>>(), (1..=128).collect());
        let report = nodes[0].verify(|_| {}).await.unwrap();
        assert!(report.is_whole(), "{:?}", report.first());
        assert_eq!((report.dossiers, report.entries), (128, 128 * 7));
    }

    async fn many_people_fight_for_one_dossier_and_nothing_is_lost(home) {
        let nodes = [home.open().await, home.open().await];
        let mut story = Story::new("H42.19", 1);
        nodes[0].save(story.submit()).await.unwrap();
        nodes[0].save(story.accept()).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for person in 0..16_usize {
            let (store, mut mine) = (nodes[person % 2].clone(), story.clone());
            tasks.spawn(async move { store.save(mine.assign(&format!("can.bo.{person}"))).await });
        }
        let answers = tasks.join_all().await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        let lost = answers.iter().filter(|answer| matches!(answer, Err(SaveError::Conflict))).count();
        assert_eq!((won, lost), (1, 15), "{answers:?}");
        assert!(nodes[1].verify(|_| {}).await.unwrap().is_whole());
    }

    async fn numbers_begin_anew_each_day_and_agency(home) {
        let store = home.open().await;
        let (one, other) = (agency("H42.19"), agency("H42.20"));
        assert_eq!(store.next_number(&one, DAY).await.unwrap(), 1);
        assert_eq!(store.next_number(&one, DAY).await.unwrap(), 2);
        assert_eq!(store.next_number(&other, DAY).await.unwrap(), 1);
        assert_eq!(store.next_number(&one, DAY.tomorrow().unwrap()).await.unwrap(), 1);
        drop(store);
        assert_eq!(home.open().await.next_number(&one, DAY).await.unwrap(), 3);
    }

    async fn a_bulk_keeps_what_is_new_and_tells_what_was_there(home) {
        let store = home.open().await;
        let mut known = Story::new("H42.19", 3);
        store.save(known.submit()).await.unwrap();
        let stories: Vec<Story> = (1..=5).map(|number| Story::new("H42.19", number)).collect();
        let saves: Vec<_> = stories.into_iter().flat_map(|mut story| vec![story.submit(), story.accept()]).collect();
        let report = store.bulk(saves.clone()).await.unwrap();
        // The third dossier's first act was there; its second follows it all the same.
        assert_eq!((report.kept, report.entries, report.refused.as_slice()), (9, 9, &[4][..]));
        let again = store.bulk(saves).await.unwrap();
        assert_eq!((again.kept, again.refused.len()), (0, 10));
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.is_whole(), "{:?}", report.first());
        assert_eq!(report.entries, 10);
    }

    async fn a_report_from_totals_is_the_report_from_dossiers(home) {
        let store = home.open().await;
        let days = [DAY, DAY.tomorrow().unwrap(), DAY.saturating_add(jiff::Span::new().days(20))];
        for (number, code) in (1..).zip(["H42.19", "H42.19", "H42.19.01", "H42.20", "H42.20"]) {
            for (day, acts) in days.iter().zip([6, number as usize, 4]) {
                for save in Story::new(code, number).on(*day).whole().into_iter().take(acts) {
                    store.save(save).await.unwrap();
                }
            }
        }
        let mut tracks = Vec::new();
        store.scan_tracks(&top(), TrackScan::default(), |row| tracks.push(row.track)).await.unwrap();
        assert_eq!(tracks.len(), 15);
        let fields = Fields::new();
        let wholes = [("H42", 15), ("H42.19", 9), ("H42.19.01", 3), ("H42.20", 6), ("H42.21", 0)];
        for (within, dossiers) in wholes.map(|(code, dossiers)| (agency(code), dossiers)) {
            let among: Vec<_> = tracks.iter().filter(|track| track.agency.is_within(&within)).cloned().collect();
            assert_eq!(among.len(), dossiers);
            for (from, to) in [(0, 0), (0, 1), (1, 1), (1, 30), (20, 40), (-5, -1)] {
                let day = |days: i32| DAY.saturating_add(jiff::Span::new().days(days));
                let period = Period::new(day(from), day(to)).unwrap();
                for by in By::ALL {
                    let rows = store.tallies(&top(), by.dimension(), Some(&within), period).await.unwrap();
                    let from_totals = progress_from_tallies(rows, period, by, &fields);
                    assert_eq!(from_totals, progress(&among, period, by, &fields), "{within} {by:?} {from} {to}");
                }
            }
        }
    }

    async fn a_message_is_told_once(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        store.save(story.submit()).await.unwrap();
        let waiting = store.waiting("progress", 10).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].seq), (1, 1));
        assert!(store.told(&waiting[0], story.clock).await.unwrap());
        assert!(!store.told(&waiting[0], story.clock).await.unwrap());
        assert!(store.waiting("progress", 10).await.unwrap().is_empty());
    }

    async fn tracks_are_read_by_agency_and_time(home) {
        let store = home.open().await;
        for (code, number) in [("H42.19", 1), ("H42.19.01", 2), ("H42.191", 3), ("H42.20", 4)] {
            for save in Story::new(code, number).whole() {
                store.save(save).await.unwrap();
            }
        }
        let mut all: Vec<TrackRow> = Vec::new();
        store.scan_tracks(&top(), TrackScan::default(), |row| all.push(row)).await.unwrap();
        let place = |row: &TrackRow| (row.track.agency.clone(), row.code.clone());
        assert!(all.len() == 4 && all.is_sorted_by_key(place));
        let (within, alone) = (agencies_within(Some(&agency("H42.19"))), agency_alone("H42.19"));
        let counted = [(None, 4), (Some(&within), 2), (Some(&alone), 1)];
        for (agencies, count) in counted {
            let agencies = agencies.map(|(low, high)| (&low[..], &high[..]));
            let mut found = Vec::new();
            let scan = TrackScan { agencies, ..TrackScan::default() };
            store.scan_tracks(&top(), scan, |row| found.push(row)).await.unwrap();
            assert_eq!(found.len(), count);
            for (place, row) in found.iter().enumerate() {
                let after = Some((&row.track.agency, &row.code));
                let mut next = Vec::new();
                let scan = TrackScan { agencies, after, at_most: Some(1), ..TrackScan::default() };
                store.scan_tracks(&top(), scan, |row| next.push(row)).await.unwrap();
                assert_eq!(next.first(), found.get(place + 1), "the one after it");
            }
        }
    }

    async fn a_dossier_stands_still_as_often_as_it_must(home) {
        let store = home.open().await;
        let mut story = Story::new("H42.19", 1);
        let mut saves = vec![story.submit(), story.accept()];
        saves.extend((0..200).flat_map(|_| [story.pause(), story.resume()]));
        saves.push(story.finish());
        for save in saves {
            store.save(save).await.unwrap();
        }
        let kept = store.track(&story.agency, &story.code).await.unwrap().unwrap();
        assert_eq!(kept.track.spans.len(), 402);
    }

    async fn tracks_are_found_by_what_their_dates_must_fulfil(home) {
        let store = home.open().await;
        for (number, acts) in (1..).zip([1, 2, 4, 6, 6]) {
            let day = DAY.saturating_add(jiff::Span::new().days(i64::from(number)));
            for save in Story::new("H42.19", number).on(day).whole().into_iter().take(acts) {
                store.save(save).await.unwrap();
            }
        }
        let mut refused = Story::new("H42.20", 9);
        store.save(refused.submit()).await.unwrap();
        store.save(refused.not_accept()).await.unwrap();
        let mut all: Vec<TrackRow> = Vec::new();
        store.scan_tracks(&top(), TrackScan::default(), |row| all.push(row)).await.unwrap();
        assert_eq!(all.len(), 6);
        let mut found_some = 0;
        for (from, to) in [(-9, 60), (0, 0), (2, 2), (3, 4), (5, 5)] {
            let day = |days: i32| DAY.saturating_add(jiff::Span::new().days(days));
            let period = Period::new(day(from), day(to)).unwrap();
            let now = refused.clock;
            for limits in Cell::ALL.map(|cell| Limits::of_cell(cell, period, now)) {
                let holding = |rows: &[TrackRow]| -> Vec<TrackRow> {
                    rows.iter().filter(|row| limits.hold(&row.track)).cloned().collect()
                };
                let expected = holding(&all);
                for procedure in [None, Some("1.001193")] {
                    let mut found = Vec::new();
                    let scan = TrackScan { limits, procedure, ..TrackScan::default() };
                    store.scan_tracks(&top(), scan, |row| found.push(row)).await.unwrap();
                    // Who was not accepted is asked for together with others that are rare.
                    assert!(limits.not_accepted || holding(&found) == found);
                    assert_eq!(holding(&found), expected, "{limits:?}");
                    found_some += usize::from(!found.is_empty());
                }
            }
        }
        assert!(found_some > 60, "{found_some}");
        let online = [(None, Some(Channel::Online), 6), (None, Some(Channel::Post), 0)];
        for (procedure, channel, count) in online.into_iter().chain([(Some("1.001193"), None, 6), (Some("1.1"), None, 0)])
        {
            let mut found = 0;
            let scan = TrackScan { procedure, channel, ..TrackScan::default() };
            store.scan_tracks(&top(), scan, |_| found += 1).await.unwrap();
            assert_eq!(found, count, "{procedure:?} {channel:?}");
        }
    }
}
