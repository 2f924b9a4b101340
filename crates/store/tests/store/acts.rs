//! An act is kept whole or not at all, and each keeps its own fate.

use crate::home::on_both_engines;
use crate::story::{DAY, Story, agency, top};
use domain::report::{By, Dimension, Fields, Period, progress, progress_from_tallies};
use std::collections::BTreeSet;
use store::{SaveError, TrackScan};

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
                assert_eq!(store.track(&top(), &story.code).await.unwrap(), Some(track));
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
        for (from, to) in [(0, 0), (0, 1), (1, 1), (1, 30), (20, 40), (-5, -1)] {
            let day = |days: i32| DAY.saturating_add(jiff::Span::new().days(days));
            let period = Period::new(day(from), day(to)).unwrap();
            for by in [By::Agency, By::Procedure, By::Channel, By::Month] {
                let rows = match by {
                    By::Month => store.tallies_by_day(&top(), by.dimension(), None, period).await.unwrap(),
                    _ => store.tallies(&top(), by.dimension(), None, period).await.unwrap(),
                };
                let from_totals = progress_from_tallies(rows, period, by, &fields);
                assert_eq!(from_totals, progress(&tracks, period, by, &fields), "{by:?} {from} {to}");
            }
        }
        let period = Period::new(days[0], days[2]).unwrap();
        let one = agency("H42.19");
        let rows = store.tallies(&top(), Dimension::Agency, Some(&one), period).await.unwrap();
        assert!(rows.iter().all(|(key, ..)| key.starts_with("H42.19")) && !rows.is_empty());
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
        let count = async |scan: TrackScan<'_>| {
            let mut codes = Vec::new();
            store.scan_tracks(&top(), scan, |track| codes.push(track.code)).await.unwrap();
            codes.len()
        };
        let one = agency("H42.19");
        assert_eq!(count(TrackScan::default()).await, 4);
        assert_eq!(count(TrackScan { agency: Some(&one), ..TrackScan::default() }).await, 2);
        let before = Some(domain::time::Instant::start_of(DAY));
        assert_eq!(count(TrackScan { received_before: before, ..TrackScan::default() }).await, 0);
        let after = Some(domain::time::Instant::start_of(DAY.tomorrow().unwrap()));
        assert_eq!(count(TrackScan { not_ended_before: after, ..TrackScan::default() }).await, 0);
        assert_eq!(count(TrackScan { not_ended_before: before, ..TrackScan::default() }).await, 4);
    }
}
