//! Messages are made once, lent to one worker at a time, and warnings are given once.

use crate::factors;
use crate::home::on_both_engines;
use domain::agency::AgencyCode;
use domain::message::{DeliveryState, MessageChannel};
use domain::time::Instant;
use store::{ActFilter, Delivery, OfficeAct, Officer, Reach, Session};

fn at(seconds: i64) -> Instant {
    Instant::from_unix_seconds(1_795_000_000 + seconds).unwrap()
}

fn top() -> AgencyCode {
    "H42".parse().unwrap()
}

fn letter(id: &str, channel: MessageChannel) -> Delivery {
    Delivery {
        top: top(),
        id: id.to_owned(),
        agency: "H42.191".parse().unwrap(),
        dossier: "H42.191-261123-0001".to_owned(),
        recipient: "officer:a".to_owned(),
        channel,
        about: "accepted".to_owned(),
        subject: "s".to_owned(),
        text: "t".to_owned(),
        state: DeliveryState::Waiting,
        tries: 0,
        next_at: at(0),
        created_at: at(0),
        sent_at: None,
        read_at: None,
        failure: None,
    }
}

on_both_engines! {
    async fn a_message_is_made_once_and_lent_to_one_worker(home) {
        let store = home.open().await;
        let letters = [letter("one", MessageChannel::Email), letter("two", MessageChannel::Email)];
        store.put_deliveries(&letters).await.unwrap();
        store.put_deliveries(&letters).await.unwrap();
        let take = || store.claim_deliveries(MessageChannel::Email, at(1), at(100), 10);
        let (first, second) = tokio::join!(take(), take());
        let mut mine: Vec<Delivery> = first.unwrap().into_iter().chain(second.unwrap()).collect();
        mine.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(mine.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["one", "two"], "each to one");
        let sent = Delivery { state: DeliveryState::Sent, sent_at: Some(at(2)), ..mine[0].clone() };
        assert!(store.end_delivery(&sent).await.unwrap());
        assert!(!store.end_delivery(&sent).await.unwrap(), "what is sent stays sent");
        let again = store.claim_deliveries(MessageChannel::Email, at(101), at(200), 10).await.unwrap();
        assert_eq!((again.len(), again[0].tries), (1, 2), "a loan that ran out");
        assert!(!store.end_delivery(&mine[1]).await.unwrap(), "the word of the first worker comes too late");
        let failed = Delivery { state: DeliveryState::Failed, failure: Some("x".into()), ..again[0].clone() };
        assert!(store.end_delivery(&failed).await.unwrap());
        assert!(store.send_again(&top(), "two", at(300)).await.unwrap());
        let all = store.deliveries(&top(), None, None, None, 10).await.unwrap();
        assert_eq!(all.iter().map(|one| one.state.key()).collect::<Vec<_>>(), ["waiting", "sent"]);
        let agency: AgencyCode = "H42.191".parse().unwrap();
        let waiting = store.deliveries(&top(), Some(&agency), Some(DeliveryState::Waiting), None, 10).await.unwrap();
        assert_eq!(waiting.len(), 1);
    }

    async fn messages_in_the_program_are_counted_until_they_are_read(home) {
        let store = home.open().await;
        let here = Delivery { state: DeliveryState::Sent, ..letter("one", MessageChannel::InApp) };
        let also = Delivery { id: "three".to_owned(), ..here.clone() };
        store.put_deliveries(&[here, also, letter("two", MessageChannel::Email)]).await.unwrap();
        store.put_officer(&Officer { login: "a".to_owned(), ..factors::officer() }).await.unwrap();
        let session = Session { login: "a".to_owned(), ..factors::session(b"token", true) };
        store.begin_session(&session).await.unwrap();
        let unread = async |most| store.session(&session.token_hash, session.seen_at, most).await.unwrap().unwrap().unread;
        assert_eq!((unread(100).await, unread(1).await), (2, 1), "counted no further than asked");
        store.mark_read(&top(), "officer:a", at(9)).await.unwrap();
        assert_eq!(unread(100).await, 0);
        assert_eq!(store.deliveries_of(&top(), "officer:a", 10).await.unwrap()[0].read_at, Some(at(9)));
        let reach = Reach { channels: vec![MessageChannel::Phone], phone: "0912".into(), ..Reach::default() };
        for _ in 0..2 {
            store.put_reach(&top(), "officer:a", &reach).await.unwrap();
        }
        assert_eq!(store.reach(&top(), "officer:a").await.unwrap(), Some(reach));
    }

    async fn what_was_done_in_the_office_is_appended_and_found(home) {
        let store = home.open().await;
        let act = |id: &str, seconds| OfficeAct {
            id: id.to_owned(),
            agency: "H42.191".parse().unwrap(),
            at: at(seconds),
            actor: "a".to_owned(),
            kind: "lookup".to_owned(),
            subject: "x".to_owned(),
            content: String::new(),
        };
        for (id, seconds, new) in [("1", 0, true), ("2", 5, true), ("1", 9, false)] {
            assert_eq!(store.note_act(&top(), &act(id, seconds)).await.unwrap(), new, "{id}");
        }
        let after = Some((at(5), "2"));
        for (filter, found) in [
            (ActFilter::default(), "2 1"),
            (ActFilter { kind: "lookup", actor: "a", subject: "x", after: None }, "2 1"),
            (ActFilter { after, ..ActFilter::default() }, "1"),
            (ActFilter { actor: "b", ..ActFilter::default() }, ""),
        ] {
            let acts = store.office_acts(&top(), None, &filter, 10).await.unwrap();
            let ids: Vec<&str> = acts.iter().map(|act| act.id.as_str()).collect();
            assert_eq!(ids.join(" "), found, "{filter:?}");
        }
    }

    async fn a_password_link_is_used_once_and_in_time(home) {
        let store = home.open().await;
        let hash = domain::ledger::Digest::of(b"secret");
        store.put_password_link(&hash, &top(), "a", at(100)).await.unwrap();
        assert_eq!(store.password_link(&hash, at(100)).await.unwrap(), None, "too late");
        assert!(store.password_link(&hash, at(50)).await.unwrap().is_some());
        assert!(store.use_password_link(&hash, at(50)).await.unwrap());
        assert!(!store.use_password_link(&hash, at(50)).await.unwrap(), "used up");
    }
}
