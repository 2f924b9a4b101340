//! Accounts of citizens and enterprises: one each, sessions that end, what is theirs.

use crate::home::on_both_engines;
use crate::story::DAY;
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use domain::time::Instant;
use store::{Account, AccountSession, Draft};

fn later(seconds: i64) -> Instant {
    Instant::from_unix_seconds(Instant::start_of(DAY).unix_seconds() + seconds).unwrap()
}

fn account(id: &str, subject: &str, at: i64) -> Account {
    Account {
        id: id.to_owned(),
        subject_key: subject.to_owned(),
        person_key: "p".to_owned(),
        content: format!("{{\"at\":{at}}}"),
        created_at: later(at),
        signed_in_at: later(at),
    }
}

fn session(token: &str, account: &str, at: i64) -> AccountSession {
    AccountSession {
        token_hash: Digest::of(token.as_bytes()),
        account: account.to_owned(),
        id: format!("s-{token}"),
        csrf: "c".to_owned(),
        device: "Firefox".to_owned(),
        created_at: later(at),
        expires_at: later(at + 100),
    }
}

on_both_engines! {
    async fn a_key_of_the_system_is_made_once(home) {
        let store = home.open().await;
        assert_eq!(store.system_key("person", [1; 32]).await.unwrap(), [1; 32]);
        assert_eq!(store.system_key("person", [2; 32]).await.unwrap(), [1; 32], "whoever comes second finds it");
        assert_eq!(store.system_key("other", [3; 32]).await.unwrap(), [3; 32]);
    }

    async fn an_account_is_made_the_first_time_and_keeps_its_id(home) {
        let store = home.open().await;
        let first = store.put_account(&account("a", "subject", 0)).await.unwrap();
        let again = store.put_account(&account("b", "subject", 9)).await.unwrap();
        assert_eq!((again.id.as_str(), again.created_at, again.signed_in_at), ("a", first.created_at, later(9)));
        assert_eq!(again.content, "{\"at\":9}", "what the provider says today");
        assert_eq!(store.account("a").await.unwrap(), Some(again));
        assert_eq!(store.account("b").await.unwrap(), None);
    }

    async fn sessions_run_out_and_are_ended_by_their_owner(home) {
        let store = home.open().await;
        store.put_account(&account("a", "1", 0)).await.unwrap();
        store.put_account(&account("b", "2", 0)).await.unwrap();
        for one in [session("x", "a", 0), session("y", "a", 10), session("z", "a", 20), session("w", "b", 0)] {
            store.begin_account_session(&one).await.unwrap();
        }
        let (found, owner) = store.account_session(&Digest::of(b"x"), later(99)).await.unwrap().unwrap();
        assert_eq!((found, owner.id.as_str()), (session("x", "a", 0), "a"));
        assert_eq!(store.account_session(&Digest::of(b"x"), later(100)).await.unwrap(), None, "run out");
        let listed = store.account_sessions("a", later(50)).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["s-z", "s-y", "s-x"]);
        assert_eq!(store.end_one_account_session("b", "s-x").await.unwrap(), 0, "nobody ends another's");
        assert_eq!(store.end_one_account_session("a", "s-x").await.unwrap(), 1);
        assert_eq!(store.end_other_account_sessions("a", "s-z").await.unwrap(), 1);
        store.end_account_session(&Digest::of(b"w")).await.unwrap();
        assert_eq!(store.account_session(&Digest::of(b"w"), later(1)).await.unwrap(), None);
        store.expire_accounts(later(120)).await.unwrap();
        assert_eq!(store.account_sessions("a", later(0)).await.unwrap(), []);
    }

    async fn a_way_in_is_walked_once(home) {
        let store = home.open().await;
        assert!(store.use_sign_in("state", later(10)).await.unwrap());
        assert!(!store.use_sign_in("state", later(10)).await.unwrap());
        store.expire_accounts(later(10)).await.unwrap();
        assert!(store.use_sign_in("state", later(30)).await.unwrap(), "by then it has run out by itself");
    }

    async fn the_dossier_of_an_accounts_draft_is_the_accounts(home) {
        let store = home.open().await;
        let draft = |id: &str, account: Option<&str>| Draft {
            id: id.to_owned(),
            key_hash: Digest::of(b"key"),
            procedure: "1.001193".to_owned(),
            content: "{}".to_owned(),
            revision: 0,
            created_at: later(0),
            expires_at: later(1_000),
            dossier: None,
            handed_in_at: None,
            account: account.map(str::to_owned),
        };
        for one in [draft("AAAAA-AAAAA", Some("a")), draft("BBBBB-BBBBB", None)] {
            assert!(store.begin_draft(&one).await.unwrap());
        }
        assert!(!store.own_draft("AAAAA-AAAAA", "b").await.unwrap(), "what is somebody's stays his");
        let mine = store.account_drafts("a", later(1)).await.unwrap();
        assert_eq!(mine.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["AAAAA-AAAAA"]);
        let codes: [DossierCode; 2] = ["H42.19-261123-0001", "H42.19-261123-0002"].map(|code| code.parse().unwrap());
        let agency = "H42.19".parse().unwrap();
        for _ in 0..2 {
            store.hand_in_draft("AAAAA-AAAAA", &codes[0], &agency, later(2)).await.unwrap();
            store.hand_in_draft("BBBBB-BBBBB", &codes[1], &agency, later(2)).await.unwrap();
        }
        assert_eq!(store.account_dossiers("a", 10).await.unwrap(), [codes[0].clone()]);
        assert!(store.has_dossier("a", &agency.top(), &codes[0]).await.unwrap());
        assert!(!store.has_dossier("b", &agency.top(), &codes[0]).await.unwrap());
        assert!(!store.has_dossier("a", &agency.top(), &codes[1]).await.unwrap());
        assert_eq!(store.account_drafts("a", later(3)).await.unwrap(), []);
    }

    async fn a_store_says_itself_whether_its_people_were_made_up(home) {
        let store = home.open().await;
        assert!(!store.is_synthetic().await.unwrap());
        store.mark_synthetic().await.unwrap();
        assert!(store.is_synthetic().await.unwrap());
    }
}
