//! What must hold for every history and every period.

use super::lives::{life, period, track};
use super::reference;
use crate::dossier::event::Event;
use crate::report::*;
use crate::time::Instant;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn fields() -> Fields {
    let known = [("1.000000", "Hộ tịch"), ("1.000001", "Đất đai"), ("1.000002", "Hộ tịch")];
    known.map(|(procedure, field)| (procedure.to_owned(), field.to_owned())).into()
}

fn scene() -> impl Strategy<Value = (Vec<Vec<Event>>, Period)> {
    let bounds = (0..10_000_usize, 0..10_000_usize, any::<bool>());
    (prop::collection::vec(life(), 0..12), bounds).prop_map(|(lives, bounds)| {
        let period = period(&lives, bounds);
        (lives, period)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn received_is_settled_plus_open_plus_paused_in_every_row((lives, period) in scene()) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        for by in By::ALL {
            let report = progress(&tracks, period, by, &fields());
            prop_assert!(report.total.balances(), "{by:?}: {:?}", report.total);
            for row in &report.rows {
                prop_assert!(row.cells.balances(), "{by:?} {}: {:?}", row.key, row.cells);
            }
            if by != By::Month {
                let sum: Cells = report.rows.iter().map(|row| row.cells).sum();
                prop_assert_eq!(sum, report.total, "the rows by {:?} are parts of the whole", by);
            }
        }
    }

    #[test]
    fn each_month_is_its_own_period((lives, period) in scene()) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        let report = progress(&tracks, period, By::Month, &fields());
        prop_assert_eq!(report.rows.len(), period.months().len());
        for (row, month) in report.rows.iter().zip(period.months()) {
            prop_assert_eq!(row.cells, progress(&tracks, month, By::Channel, &fields()).total);
        }
    }

    #[test]
    fn a_naive_count_from_the_events_agrees((lives, period) in scene()) {
        for life in &lives {
            let placing = classify(&track(life), period);
            let expected = reference::parts(life, period);
            for cell in Cell::ALL {
                let counted = expected.iter().any(|part| *part == cell || part.total() == Some(cell));
                prop_assert_eq!(placing.is_some_and(|it| it.is(cell)), counted, "{:?} {:?} {:?}", cell, period, life);
            }
        }
    }

    #[test]
    fn the_list_behind_a_number_is_as_long_as_the_number((lives, period) in scene()) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        let total = progress(&tracks, period, By::Agency, &fields()).total;
        for cell in Cell::ALL {
            let listed = tracks.iter().filter_map(|track| classify(track, period)).filter(|placing| placing.is(cell));
            prop_assert_eq!(listed.count(), usize::try_from(total.get(cell)).unwrap());
        }
    }

    #[test]
    fn whoever_is_behind_a_number_fulfils_its_limits((lives, period) in scene()) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        let dates = tracks.iter().flat_map(|track| track.spans.iter().map(|(at, _)| *at));
        let now = dates.max().unwrap_or(period.end());
        for track in tracks {
            let Some(placing) = classify(&track, period) else { continue };
            prop_assert!(Limits::of_period(period).hold(&track));
            for cell in Cell::ALL.into_iter().filter(|cell| placing.is(*cell)) {
                prop_assert!(Limits::of_cell(cell, period, now).hold(&track), "{:?} {:?}", cell, track);
            }
        }
    }

    #[test]
    fn running_totals_give_the_figures_of_the_tracks((lives, period) in scene()) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        for by in By::ALL {
            let rows = tracks.iter().flat_map(|track| {
                let key = by.dimension().key_of(track);
                tally(track).into_iter().map(move |entry| (key, track.channel, entry))
            });
            let read = progress_from_tallies(rows, period, by, &fields());
            prop_assert_eq!(read, progress(&tracks, period, by, &fields()));
        }
    }

    #[test]
    fn running_totals_kept_event_by_event_are_those_of_the_whole_track(life in life()) {
        let mut kept: BTreeMap<_, BTreeMap<i32, TallyCells>> = BTreeMap::new();
        let mut before = None;
        for known in 1..=life.len() {
            let after = track(&life[..known]);
            for row in tally_change(before.as_ref(), &after) {
                prop_assert_eq!(row.key.as_str(), row.dimension.key_of(&after));
                let days = kept.entry((row.scope, row.dimension)).or_default();
                *days.entry(row.entry.day).or_default() += row.entry.cells;
            }
            before = Some(after);
        }
        let track = track(&life);
        let whole: BTreeMap<_, _> = tally(&track).into_iter().map(|entry| (entry.day, entry.cells)).collect();
        let (top, agency) = (track.agency.top(), track.agency);
        let mut places = vec![(top.clone(), Dimension::Agency), (top.clone(), Dimension::Procedure)];
        if agency != top {
            places.push((agency, Dimension::Procedure));
        }
        prop_assert!(kept.keys().all(|place| places.contains(place)));
        for place in places {
            let mut days = kept.remove(&place).unwrap_or_default();
            days.retain(|_, cells| !cells.is_empty());
            prop_assert_eq!(&days, &whole, "{:?}", place);
        }
    }

    #[test]
    fn what_is_counted_apart_adds_up_to_the_whole((lives, period) in scene(), apart in 0_usize..8) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        let (some, others) = tracks.split_at(apart.min(tracks.len()));
        for by in By::ALL {
            let count = |tracks: &[crate::dossier::track::Track]| progress(tracks, period, by, &fields());
            prop_assert_eq!(count(some).and(count(others)), count(&tracks));
        }
    }

    #[test]
    fn what_happens_after_a_period_never_changes_its_figures((lives, period) in scene()) {
        for life in &lives {
            let known: Vec<Event> = life.iter().filter(|event| event.at < period.end()).cloned().collect();
            let then = if known.is_empty() { None } else { classify(&track(&known), period) };
            prop_assert_eq!(then, classify(&track(life), period));
        }
    }

    #[test]
    fn what_is_open_or_paused_at_the_end_is_carried_over_to_the_next_day((lives, period) in scene()) {
        let tracks: Vec<_> = lives.iter().map(|life| track(life)).collect();
        let next = period.to().tomorrow().unwrap();
        let next = Period::new(next, next).unwrap();
        let (now, then) = (progress(&tracks, period, By::Agency, &fields()).total, progress(&tracks, next, By::Agency, &fields()).total);
        prop_assert_eq!(then.get(Cell::ReceivedCarriedOver), now.get(Cell::OpenTotal) + now.get(Cell::Paused));
        prop_assert_eq!(next.start(), period.end());
        prop_assert_eq!(Instant::start_of(next.from()), period.end());
    }
}
