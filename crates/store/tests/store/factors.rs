//! Second factors are kept, used once where they must be, and a session without one ends where there is one.

use crate::home::on_both_engines;
use crate::story::{DAY, top};
use domain::ledger::Digest;
use domain::process::Role;
use domain::time::Instant;
use store::{Factor, FactorKind, Officer, Session, Store};

const LOGIN: &str = "dao.tt";

fn at(seconds: i64) -> Instant {
    Instant::from_unix_seconds(Instant::start_of(DAY).unix_seconds() + seconds).unwrap()
}

fn app(id: &str) -> Factor {
    Factor {
        id: id.to_owned(),
        kind: FactorKind::App,
        name: "Điện thoại".to_owned(),
        secret: vec![1, 2, 3],
        credential: None,
        counter: 10,
        suspect_at: None,
        created_at: at(0),
        used_at: None,
    }
}

fn passkey(id: &str) -> Factor {
    let (kind, credential) = (FactorKind::Passkey, Some(vec![9; 32]));
    Factor { kind, credential, counter: 0, created_at: at(1), ..app(id) }
}

pub(crate) fn officer() -> Officer {
    Officer {
        top: top(),
        login: LOGIN.to_owned(),
        agency: "H42.19".parse().unwrap(),
        name: "Đào Thị Thử".to_owned(),
        roles: vec![Role::Leader],
        password_hash: "x".to_owned(),
        active: true,
    }
}

async fn appoint(store: &Store) {
    store.put_officer(&officer()).await.unwrap();
}

pub(crate) fn session(token: &[u8], proven: bool) -> Session {
    Session {
        token_hash: Digest::of(token),
        top: top(),
        login: LOGIN.to_owned(),
        csrf: "c".to_owned(),
        created_at: at(0),
        expires_at: at(36_000),
        proven,
        confirmed_at: at(0),
        seen_at: at(0),
        browser: "Firefox trên Windows".to_owned(),
        address: "10.0.0.1".to_owned(),
    }
}

on_both_engines! {
    async fn factors_are_added_renamed_used_and_taken_out(home) {
        let store = home.open().await;
        let (one, other) = (app("a"), passkey("b"));
        store.add_factor(&top(), LOGIN, &one, Some(&[[1; 32], [2; 32]])).await.unwrap();
        store.add_factor(&top(), LOGIN, &other, None).await.unwrap();
        assert_eq!(store.factors(&top(), LOGIN).await.unwrap(), vec![one.clone(), other.clone()]);
        assert_eq!(store.factor_owners(&top()).await.unwrap(), [LOGIN]);
        assert_eq!(store.passkey_holders(&[9; 32]).await.unwrap(), [(top(), LOGIN.to_owned(), "b".to_owned())]);
        assert_eq!(store.passkey_holders(&[8; 32]).await.unwrap(), []);
        for (id, counter, taken) in
            [("a", 10, false), ("a", 9, false), ("a", 11, true), ("a", 11, false), ("b", 0, true), ("b", 0, true), ("b", 5, true), ("b", 0, false), ("c", 1, false)]
        {
            assert_eq!(store.use_factor(&top(), LOGIN, id, counter, at(60)).await.unwrap(), taken, "{id} {counter}");
        }
        assert!(store.rename_factor(&top(), LOGIN, "a", "Máy tính bảng").await.unwrap());
        assert!(!store.rename_factor(&top(), "ai.khac", "a", "Của tôi").await.unwrap(), "another's");
        store.suspect_factor(&top(), LOGIN, "b", at(70)).await.unwrap();
        let found = store.factors(&top(), LOGIN).await.unwrap();
        assert_eq!((found[0].name.as_str(), found[0].counter, found[0].used_at), ("Máy tính bảng", 11, Some(at(60))));
        assert_eq!(found[1].suspect_at, Some(at(70)));
        assert!(!store.remove_factor(&top(), "ai.khac", "a", true).await.unwrap(), "another's");
        assert!(store.remove_factor(&top(), LOGIN, "a", false).await.unwrap());
        assert_eq!(store.recovery_codes_left(&top(), LOGIN).await.unwrap(), 2);
        assert!(store.remove_factor(&top(), LOGIN, "b", true).await.unwrap());
        assert_eq!(store.recovery_codes_left(&top(), LOGIN).await.unwrap(), 0, "codes go with the last factor");
    }

    async fn a_recovery_code_opens_once_and_new_ones_take_the_place_of_old(home) {
        let store = home.open().await;
        store.put_recovery_codes(&top(), LOGIN, &[[1; 32], [2; 32]], at(0)).await.unwrap();
        let uses = |hash: [u8; 32]| { let store = store.clone(); async move { store.use_recovery_code(&top(), LOGIN, &hash, at(1)).await.unwrap() } };
        assert_eq!((uses([1; 32]).await, uses([1; 32]).await, uses([3; 32]).await), (true, false, false));
        assert!(!store.use_recovery_code(&top(), "ai.khac", &[2; 32], at(1)).await.unwrap(), "another's");
        assert_eq!(store.recovery_codes_left(&top(), LOGIN).await.unwrap(), 1);
        store.put_recovery_codes(&top(), LOGIN, &[[4; 32]], at(2)).await.unwrap();
        assert_eq!((uses([2; 32]).await, uses([4; 32]).await), (false, true));
    }

    async fn a_session_begun_with_the_password_alone_ends_when_there_is_a_factor(home) {
        let store = home.open().await;
        appoint(&store).await;
        store.begin_session(&session(b"alone", false)).await.unwrap();
        store.begin_session(&session(b"proven", true)).await.unwrap();
        let opens = |token: &'static [u8]| { let store = store.clone(); async move { store.session(&Digest::of(token), at(1), 100).await.unwrap().is_some() } };
        assert_eq!((opens(b"alone").await, opens(b"proven").await), (true, true));
        store.add_factor(&top(), LOGIN, &app("a"), None).await.unwrap();
        assert_eq!((opens(b"alone").await, opens(b"proven").await), (false, true));
        store.confirm_session(&Digest::of(b"alone"), at(5), true).await.unwrap();
        assert!(opens(b"alone").await, "the one in which the factor was added gave it");
        store.confirm_session(&Digest::of(b"alone"), at(6), false).await.unwrap();
        store.see_session(&Digest::of(b"alone"), at(9), "Chrome trên Android", "10.0.0.2").await.unwrap();
        let listed = store.sessions(&top(), LOGIN, at(10)).await.unwrap();
        let seen = listed.iter().find(|one| one.token_hash == Digest::of(b"alone")).unwrap();
        assert_eq!((listed.len(), seen.proven, seen.confirmed_at, seen.seen_at), (2, true, at(6), at(9)));
        assert_eq!((seen.browser.as_str(), seen.address.as_str()), ("Chrome trên Android", "10.0.0.2"));
        assert!(!store.end_session_of(&top(), "ai.khac", &Digest::of(b"alone")).await.unwrap(), "another's");
        assert!(store.end_session_of(&top(), LOGIN, &Digest::of(b"alone")).await.unwrap());
        store.begin_session(&session(b"third", true)).await.unwrap();
        assert_eq!(store.end_other_sessions(&top(), LOGIN, &Digest::of(b"proven")).await.unwrap(), 1);
        assert!(opens(b"proven").await);
        store.begin_session(&session(b"fourth", true)).await.unwrap();
        store.change_own_password(&top(), LOGIN, "y", &Digest::of(b"proven")).await.unwrap();
        assert_eq!((opens(b"proven").await, opens(b"fourth").await), (true, false), "a new password ends the others");
        assert_eq!(store.officer(&top(), LOGIN).await.unwrap().unwrap().password_hash, "y");
    }

    async fn a_reset_leaves_nothing_that_opens(home) {
        let store = home.open().await;
        appoint(&store).await;
        store.add_factor(&top(), LOGIN, &app("a"), Some(&[[1; 32]])).await.unwrap();
        store.begin_session(&session(b"proven", true)).await.unwrap();
        store.begin_half(&Digest::of(b"half"), &top(), LOGIN, at(600)).await.unwrap();
        store.count_failure(&top(), LOGIN, at(1)).await.unwrap();
        store.reset_factors(&top(), LOGIN, false).await.unwrap();
        assert_eq!(store.factors(&top(), LOGIN).await.unwrap(), []);
        assert_eq!(store.recovery_codes_left(&top(), LOGIN).await.unwrap(), 0);
        assert_eq!(store.failures(&top(), LOGIN).await.unwrap(), None);
        assert!(store.session(&Digest::of(b"proven"), at(1), 100).await.unwrap().is_none());
        assert!(store.half(&Digest::of(b"half"), at(1)).await.unwrap().is_none());
        assert_eq!(store.officer(&top(), LOGIN).await.unwrap().unwrap().password_hash, "x");
        store.reset_factors(&top(), LOGIN, true).await.unwrap();
        assert_eq!(store.officer(&top(), LOGIN).await.unwrap().unwrap().password_hash, "", "the old password is none");
    }

    async fn half_sessions_failures_and_challenges_end(home) {
        let store = home.open().await;
        appoint(&store).await;
        let half = Digest::of(b"half");
        store.begin_half(&half, &top(), LOGIN, at(600)).await.unwrap();
        assert_eq!(store.half(&half, at(599)).await.unwrap().unwrap().login, LOGIN);
        assert!(store.half(&half, at(600)).await.unwrap().is_none(), "it has run out");
        assert!(store.session(&half, at(1), 100).await.unwrap().is_none(), "it is no session");
        assert_eq!((store.end_half(&half).await.unwrap(), store.end_half(&half).await.unwrap()), (true, false));
        for count in 1..=3 {
            store.count_failure(&top(), LOGIN, at(count)).await.unwrap();
        }
        assert_eq!(store.failures(&top(), LOGIN).await.unwrap(), Some((3, at(3))));
        store.forget_failures(&top(), LOGIN).await.unwrap();
        assert_eq!(store.failures(&top(), LOGIN).await.unwrap(), None);
        assert!(store.spend_challenge(&[5; 32], at(600)).await.unwrap());
        assert!(!store.spend_challenge(&[5; 32], at(600)).await.unwrap(), "once");
        store.begin_half(&half, &top(), LOGIN, at(600)).await.unwrap();
        assert_eq!(store.expire_halves(at(599)).await.unwrap(), 0);
        assert_eq!(store.expire_halves(at(600)).await.unwrap(), 2);
    }
}
