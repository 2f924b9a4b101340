//! Numbers are given once and moved once; a time has as many places as it has; deputies and remarks are kept.

use crate::home::on_both_engines;
use domain::agency::AgencyCode;
use domain::ledger::Digest;
use domain::queue::TicketState;
use domain::time::Instant;
use jiff::civil::date;
use store::{Appointment, Deputy};

fn at(seconds: i64) -> Instant {
    Instant::from_unix_seconds(1_795_000_000 + seconds).unwrap()
}

fn agency() -> AgencyCode {
    "H42.191".parse().unwrap()
}

fn wanted(code: &str) -> Appointment {
    Appointment {
        agency: agency(),
        day: date(2026, 11, 24),
        minute: 480,
        place: 0,
        series: 'A',
        code_hash: Digest::of(code.as_bytes()),
        name: "An".to_owned(),
        phone: "0912345678".to_owned(),
        made_at: at(0),
        state: "made".to_owned(),
    }
}

on_both_engines! {
    async fn a_number_is_given_once_and_moved_by_one(home) {
        let store = home.open().await;
        let day = date(2026, 11, 23);
        let agency = agency();
        let (one, two, other) = tokio::join!(
            store.take_ticket(&agency, day, 'A', at(5)),
            store.take_ticket(&agency, day, 'A', at(1)),
            store.take_ticket(&agency, day, 'B', at(3)),
        );
        let mut numbers = [one.unwrap().number, two.unwrap().number];
        numbers.sort_unstable();
        assert_eq!((numbers, other.unwrap().number), ([1, 2], 1));
        let tickets = store.tickets(&agency, day).await.unwrap();
        assert!(tickets.windows(2).all(|pair| pair[0].taken_at <= pair[1].taken_at), "in the order of the queue");
        let call = |counter: &'static str| {
            store.move_ticket(&agency, day, &tickets[0], TicketState::Called, counter, at(9))
        };
        let (first, second) = tokio::join!(call("1"), call("2"));
        assert_ne!(first.unwrap(), second.unwrap(), "one of two who call at once");
        let called = &store.tickets(&agency, day).await.unwrap()[0];
        assert_eq!((called.state, called.calls, called.called_at), (TicketState::Called, 1, Some(at(9))));
    }

    async fn the_last_place_is_taken_by_one_of_two(home) {
        let store = home.open().await;
        let (first, second, third) = (wanted("1"), wanted("2"), wanted("3"));
        assert_eq!(store.make_appointment(&first, 2).await.unwrap(), Some(1));
        let (one, other) = tokio::join!(store.make_appointment(&second, 2), store.make_appointment(&third, 2));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!((one.or(other), one.and(other)), (Some(2), None));
        let day = date(2026, 11, 24);
        assert_eq!(store.appointments(&agency(), day, day.tomorrow().unwrap()).await.unwrap().len(), 2);
        let held = store.appointment(&first.code_hash).await.unwrap().unwrap();
        assert!(store.end_appointment(&held, "cancelled").await.unwrap());
        assert!(!store.end_appointment(&held, "come").await.unwrap(), "what was called off is over");
        assert_eq!(store.make_appointment(&wanted("4"), 2).await.unwrap(), Some(1), "its place is free again");
        assert_eq!(store.appointment(&first.code_hash).await.unwrap(), None);
    }

    async fn a_deputy_acts_on_the_days_he_was_named_for(home) {
        let store = home.open().await;
        let top: AgencyCode = "H42".parse().unwrap();
        let row = Deputy {
            absent: "b".to_owned(),
            deputy: "a".to_owned(),
            first: date(2026, 11, 23),
            last: date(2026, 11, 24),
            reason: "nghỉ phép".to_owned(),
            made_by: "b".to_owned(),
            made_at: at(0),
            ended_at: None,
        };
        store.put_deputy(&top, &row).await.unwrap();
        for (day, stands) in [(22, false), (23, true), (24, true), (25, false)] {
            let absent = store.absent_for(&top, "a", date(2026, 11, day)).await.unwrap();
            assert_eq!(absent == ["b"], stands, "{day}");
        }
        assert!(store.end_deputy(&top, "b", at(0), at(9)).await.unwrap());
        assert!(!store.end_deputy(&top, "b", at(0), at(10)).await.unwrap());
        assert_eq!(store.absent_for(&top, "a", date(2026, 11, 23)).await.unwrap(), [""; 0]);
        assert_eq!(store.deputies(&top).await.unwrap(), [Deputy { ended_at: Some(at(9)), ..row }]);
    }

    async fn remarks_written_at_once_are_both_kept(home) {
        let store = home.open().await;
        let top: AgencyCode = "H42".parse().unwrap();
        let code = "H42.191-261123-0001".parse().unwrap();
        let write = |text: &'static str| store.add_remark(&top, &code, "a", text, at(0));
        let (one, two) = tokio::join!(write("một"), write("hai"));
        let mut numbers = [one.unwrap(), two.unwrap()];
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(store.remarks(&top, &code).await.unwrap().len(), 2);
    }
}
