//! Agencies, officers, sessions, procedures and processes are kept and read back.

use crate::home::on_both_engines;
use crate::story::{DAY, agency, top};
use domain::agency::{Agency, AgencyLevel};
use domain::ledger::Digest;
use domain::process::{Process, Role, Step};
use domain::time::Instant;
use store::{Officer, PaperRow, ProcedureVersion, ProcessVersion, Session, Setting, StoreError};

fn officer(login: &str) -> Officer {
    Officer {
        top: top(),
        login: login.to_owned(),
        agency: agency("H42.19"),
        name: "Trần Thị Đào".to_owned(),
        roles: vec![Role::Clerk, Role::CaseOfficer],
        password_hash: "$argon2id$".to_owned(),
        active: true,
    }
}

fn procedure(version: u32, content: &str) -> ProcedureVersion {
    ProcedureVersion {
        code: "1.001193".to_owned(),
        version,
        effective_from: DAY,
        effective_to: None,
        content_hash: Digest::of(content.as_bytes()),
        content: content.to_owned(),
    }
}

on_both_engines! {
    async fn an_officer_signs_in_and_out(home) {
        let store = home.open().await;
        assert_eq!(store.officer_count().await.unwrap(), 0);
        let (one, now) = (officer("dao.tt"), Instant::start_of(DAY));
        assert!(store.add_officer(&one).await.unwrap());
        assert!(!store.add_officer(&one).await.unwrap(), "the sign-in name is taken");
        assert_eq!(store.officer(&top(), "dao.tt").await.unwrap(), Some(one.clone()));
        assert_eq!(store.officers_by_login("dao.tt").await.unwrap(), vec![one.clone()]);
        assert_eq!(store.officers(&top(), Some(&agency("H42.19"))).await.unwrap(), vec![one.clone()]);
        assert!(store.officers(&top(), Some(&agency("H42.20"))).await.unwrap().is_empty());

        let token = Digest::of(b"token");
        let expires_at = Instant::start_of(DAY.tomorrow().unwrap());
        let session = Session {
            token_hash: token,
            top: top(),
            login: one.login.clone(),
            csrf: "c".to_owned(),
            created_at: now,
            expires_at,
            proven: false,
            confirmed_at: now,
            seen_at: now,
            browser: "Firefox trên Windows".to_owned(),
            address: "10.0.0.1".to_owned(),
        };
        store.begin_session(&session).await.unwrap();
        let signed_in = store.session(&token, now, 100).await.unwrap().unwrap();
        assert_eq!((signed_in.session, signed_in.officer), (session.clone(), one.clone()));
        assert!(store.session(&token, expires_at, 100).await.unwrap().is_none(), "it has run out");
        assert_eq!(store.expire_sessions(now).await.unwrap(), 0);

        store.put_officer(&Officer { active: false, ..one.clone() }).await.unwrap();
        store.put_officer(&one).await.unwrap();
        assert!(store.session(&token, now, 100).await.unwrap().is_none(), "out of service means signed out");
        store.begin_session(&session).await.unwrap();
        store.end_session(&token).await.unwrap();
        assert!(store.session(&token, now, 100).await.unwrap().is_none());
        store.begin_session(&session).await.unwrap();
        assert_eq!(store.end_sessions(&top(), "dao.tt").await.unwrap(), 1);
        store.begin_session(&session).await.unwrap();
        assert_eq!(store.expire_sessions(expires_at).await.unwrap(), 1);
    }

    async fn agencies_have_dates_and_choices(home) {
        let store = home.open().await;
        let before = store.catalogue_revision().await.unwrap();
        let old = Agency {
            code: agency("H42.19"),
            name: "Uỷ ban nhân dân xã Cũ".to_owned(),
            level: AgencyLevel::Commune,
            area: Some("14533".to_owned()),
            valid_from: DAY,
            valid_to: DAY.tomorrow().ok(),
            draft: false,
        };
        let new = Agency { name: "Uỷ ban nhân dân xã Mới".to_owned(), valid_from: DAY.tomorrow().unwrap(), valid_to: None, ..old.clone() };
        store.put_agencies(&[old.clone(), new.clone()]).await.unwrap();
        store.put_agencies(std::slice::from_ref(&new)).await.unwrap();
        assert_eq!(store.agencies(Some(&top())).await.unwrap(), [old.clone(), new.clone()]);
        assert!(store.agencies(Some(&agency("H43"))).await.unwrap().is_empty());
        assert!(store.remove_agency(&old).await.unwrap());
        assert_eq!(store.agencies(None).await.unwrap(), [new]);
        let setting = Setting { agency: agency("H42.19"), key: "due-policy".to_owned(), value: "\"same-time\"".to_owned() };
        store.put_setting(&setting).await.unwrap();
        assert_eq!(store.settings(&top()).await.unwrap(), [setting]);
        assert_eq!(store.catalogue_revision().await.unwrap(), before + 4, "other nodes see that something changed");
    }

    async fn a_version_of_a_procedure_keeps_its_content(home) {
        let store = home.open().await;
        let one = procedure(1, r#"{"name":"Đăng ký khai sinh"}"#);
        store.put_procedures(std::slice::from_ref(&one)).await.unwrap();
        let ended = ProcedureVersion { effective_to: DAY.tomorrow().ok(), ..one.clone() };
        let two = procedure(2, r#"{"name":"Đăng ký khai sinh lại"}"#);
        store.put_procedures(&[ended.clone(), two.clone()]).await.unwrap();
        let changed = store.put_procedures(&[procedure(3, "{}"), procedure(1, "{}")]).await;
        assert!(matches!(changed, Err(StoreError::VersionFixed { version: 1, .. })));
        assert_eq!(store.procedure_versions("1.001193").await.unwrap(), [ended.clone(), two.clone()]);
        assert_eq!(store.procedure("1.001193", 1).await.unwrap(), Some(ended));
        let mut all = Vec::new();
        store.each_procedure(|version| all.push(version.version)).await.unwrap();
        assert_eq!(all, [1, 2]);
    }

    async fn the_last_published_process_is_followed(home) {
        let store = home.open().await;
        let step = |id: &str| Step {
            id: id.to_owned(),
            name: "Thẩm định".to_owned(),
            role: Role::CaseOfficer,
            term: None,
            next: Vec::new(),
            decides: false,
            asks: Vec::new(),
        };
        let version = |version, id| ProcessVersion {
            agency: agency("H42.19"),
            procedure: "1.001193".to_owned(),
            version,
            published_at: Instant::start_of(DAY),
            process: Process { steps: vec![step(id)] },
        };
        let (one, two) = (version(1, "a"), version(2, "b"));
        store.publish_process(&one).await.unwrap();
        store.publish_process(&two).await.unwrap();
        assert!(store.publish_process(&two).await.is_err(), "a published version is never replaced");
        assert_eq!(store.process(&agency("H42.19"), "1.001193", 1).await.unwrap(), Some(one.clone()));
        assert_eq!(store.latest_process(&agency("H42.19"), "1.001193").await.unwrap(), Some(two.clone()));
        assert_eq!(store.latest_process(&agency("H42.20"), "1.001193").await.unwrap(), None);
        assert_eq!(store.processes(&top()).await.unwrap(), [one, two]);
    }

    async fn a_procedure_changed_behind_the_back_is_found(home) {
        let store = home.open().await;
        store.put_procedures(&[procedure(1, "nội dung")]).await.unwrap();
        assert!(store.verify(|_| {}).await.unwrap().is_whole());
        home.raw("update procedure_version set content = replace(content, 'nội', 'ngoại')").await;
        let report = store.verify(|_| {}).await.unwrap();
        let found = report.first().expect("the change is found").to_string();
        assert_eq!(found, "nội dung thủ tục 1.001193 bản 1 đã bị sửa sau khi công bố");
    }

    async fn a_paper_is_kept_once_under_its_hash(home) {
        let store = home.open().await;
        let papers = store.papers();
        let digest = papers.put("giấy khai sinh".as_bytes()).await.unwrap();
        let mut draft = papers.begin().await.unwrap();
        draft.write("giấy ".as_bytes()).await.unwrap();
        draft.write("khai sinh".as_bytes()).await.unwrap();
        assert_eq!(draft.finish().await.unwrap(), (digest, 16));
        drop(papers.begin().await.unwrap());
        assert_eq!(papers.get(&digest).await.unwrap(), "giấy khai sinh".as_bytes());
        let arriving = std::fs::read_dir(home.folder.path().join("data/papers/arriving")).unwrap();
        assert_eq!(arriving.count(), 0, "nothing half arrived is left");

        let row = PaperRow {
            sha256: digest,
            bytes: 16,
            media_type: "text/plain".to_owned(),
            created_at: Instant::start_of(DAY),
        };
        store.note_paper(&row).await.unwrap();
        store.note_paper(&PaperRow { media_type: "image/png".to_owned(), ..row.clone() }).await.unwrap();
        assert_eq!(store.paper(&digest).await.unwrap(), Some(row));
        let sizes = store.sizes().await.unwrap();
        assert_eq!((sizes.papers, sizes.paper_bytes, sizes.dossiers), (1, 16, 0));
        assert!(sizes.database_bytes > 0);

        std::fs::write(papers.path(&digest), "giấy khai tử ").unwrap();
        assert!(matches!(papers.get(&digest).await, Err(StoreError::Paper(_))), "changed bytes are not given out");
        assert!(matches!(papers.get(&Digest::ZERO).await, Err(StoreError::Paper(_))));
    }
}
