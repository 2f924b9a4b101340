//! Drafts and ratings are kept, each once.

use crate::home::on_both_engines;
use crate::story::{DAY, top};
use domain::dossier::code::DossierCode;
use domain::ledger::Digest;
use domain::time::Instant;
use store::{Draft, Rating};

fn later(days: i64) -> Instant {
    Instant::from_unix_seconds(Instant::start_of(DAY).unix_seconds() + days * 86_400).unwrap()
}

fn draft() -> Draft {
    Draft {
        id: "K7M2Q-X4PRT".to_owned(),
        key_hash: Digest::of(b"key"),
        procedure: "1.001193".to_owned(),
        content: "{}".to_owned(),
        revision: 0,
        created_at: later(0),
        expires_at: later(30),
        dossier: None,
        handed_in_at: None,
        account: None,
    }
}

on_both_engines! {
    async fn a_draft_is_written_and_runs_out(home) {
        let store = home.open().await;
        let begun = draft();
        assert!(store.begin_draft(&begun).await.unwrap());
        assert!(!store.begin_draft(&begun).await.unwrap(), "the id is taken");
        assert_eq!(store.draft(&begun.id, later(0)).await.unwrap(), Some(begun.clone()));
        assert!(store.save_draft(&begun.id, 0, "{\"a\":1}", later(1)).await.unwrap());
        assert!(!store.save_draft(&begun.id, 0, "{\"b\":2}", later(1)).await.unwrap(), "another tab was quicker");
        let kept = store.draft(&begun.id, later(1)).await.unwrap().unwrap();
        assert_eq!((kept.content.as_str(), kept.revision), ("{\"a\":1}", 1));
        assert_eq!(store.draft(&begun.id, later(30)).await.unwrap(), None, "it has run out");
        assert_eq!(store.expire_drafts(later(29)).await.unwrap(), 0);
        assert_eq!(store.expire_drafts(later(30)).await.unwrap(), 1);
    }

    async fn a_draft_becomes_one_dossier(home) {
        let store = home.open().await;
        let begun = draft();
        store.begin_draft(&begun).await.unwrap();
        let [one, other]: [DossierCode; 2] = ["H42.19-261123-0001", "H42.19-261123-0002"].map(|code| code.parse().unwrap());
        assert!(store.promise_draft(&begun.id, None, &one).await.unwrap());
        assert!(!store.promise_draft(&begun.id, None, &other).await.unwrap(), "it was promised a code already");
        assert!(store.promise_draft(&begun.id, Some(&one), &other).await.unwrap(), "a code that was taken is replaced");
        store.hand_in_draft(&begun.id, &other, &"H42.19".parse().unwrap(), later(1)).await.unwrap();
        let closed = store.draft(&begun.id, later(2)).await.unwrap().unwrap();
        assert_eq!((closed.content.as_str(), closed.dossier.as_ref()), ("", Some(&other)), "nothing personal is left");
        assert!(!store.save_draft(&begun.id, 0, "{}", later(2)).await.unwrap());
        store.delete_draft(&begun.id).await.unwrap();
        assert!(store.draft(&begun.id, later(2)).await.unwrap().is_some(), "what became of it is remembered");
    }

    async fn a_draft_is_deleted(home) {
        let store = home.open().await;
        store.begin_draft(&draft()).await.unwrap();
        store.delete_draft(&draft().id).await.unwrap();
        assert_eq!(store.draft(&draft().id, later(0)).await.unwrap(), None);
    }

    async fn a_dossier_is_rated_once(home) {
        let store = home.open().await;
        let code: DossierCode = "H42.19-261123-0001".parse().unwrap();
        assert_eq!(store.rating(&top(), &code).await.unwrap(), None);
        let rating = Rating {
            rated_at: later(1), overall: 2, ease: Some(1), manner: None, contacts: Some(0), words: "Nhanh".to_owned(),
        };
        assert!(store.rate(&top(), &code, &rating).await.unwrap());
        let worse = Rating { overall: 0, ..rating.clone() };
        assert!(!store.rate(&top(), &code, &worse).await.unwrap());
        assert_eq!(store.rating(&top(), &code).await.unwrap(), Some(rating), "the first one stays");
    }
}
