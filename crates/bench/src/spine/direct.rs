//! The same way without HTTP: the acts are called in this process. What is left of the difference is HTTP's.

use super::way::{PROCEDURE, Step, Who, why};
use crate::Outcome;
use crate::figures::Times;
use crate::place::now;
use app::App;
use app::acts::Application;
use app::people::{Applicant, Officer};
use app::session::{Entry, Whereabouts};
use domain::dossier::event::Channel;
use std::collections::BTreeMap;
use std::time::Instant;

/// The desks of one agency and the officer of another that is asked.
#[derive(Debug, Clone)]
pub(super) struct Desks {
    pub(super) agency: String,
    pub(super) asked_agency: String,
    clerk: Officer,
    case_officer: Officer,
    leader: Officer,
    asked: Officer,
}

impl Desks {
    /// Signs everybody in.
    pub(super) async fn open(app: &App, agency: &str, asked_agency: &str) -> Outcome<Desks> {
        Ok(Desks {
            agency: agency.to_owned(),
            asked_agency: asked_agency.to_owned(),
            clerk: sign_in(app, "motcua", agency).await?,
            case_officer: sign_in(app, "thuly", agency).await?,
            leader: sign_in(app, "lanhdao", agency).await?,
            asked: sign_in(app, "thuly", asked_agency).await?,
        })
    }

    /// One dossier all the way; gives the time of each act.
    pub(super) async fn settle(&self, app: &App, number: u64) -> Outcome<Times> {
        let mut times = Times::default();
        let start = Instant::now();
        let submitted = app.submit(application(&self.agency), now()).await?;
        times.push(start.elapsed());
        let mut seen = 1;
        for step in super::way::steps(number) {
            let start = Instant::now();
            let code = &submitted.code;
            seen = match (step, step.action(&self.case_officer.login, &self.asked_agency)) {
                (Step::ProposeCorrection, _) | (_, None) => {
                    let applicant = Applicant { full_name: "Người Nộp Mậu".to_owned(), ..applicant() };
                    let reason = why("Viết nhầm dấu").ok_or("a reason")?;
                    app.propose_correction(&self.clerk, code, applicant, reason, seen, now()).await?
                }
                (_, Some(action)) => match step.who() {
                    Who::Owner => app.act_as_owner(code, &submitted.follow_key, action, seen, now()).await?,
                    who => app.act(self.officer(who), code, action, seen, now()).await?,
                },
            };
            times.push(start.elapsed());
        }
        Ok(times)
    }

    fn officer(&self, who: Who) -> &Officer {
        match who {
            Who::Clerk | Who::Owner => &self.clerk,
            Who::CaseOfficer => &self.case_officer,
            Who::Leader => &self.leader,
            Who::Asked => &self.asked,
        }
    }
}

async fn sign_in(app: &App, post: &str, agency: &str) -> Outcome<Officer> {
    // A clerk has no second factor to give; whom he works with is known through him.
    let clerk = format!("motcua.{}", agency.to_lowercase());
    let Entry::Whole(session) = app.sign_in(&clerk, app::demo::PASSWORD, &Whereabouts::default(), now()).await? else {
        return Err("a clerk signs in with his password".into());
    };
    let known = app.signed_in(&session.token, now()).await?;
    let clerk = known.ok_or("a session that has just begun is known")?.officer;
    let login = format!("{post}.{}", agency.to_lowercase());
    let found = app.colleagues(&clerk).await?.into_iter().find(|one| one.login == login);
    Ok(found.ok_or("the agency has such an officer")?)
}

fn applicant() -> Applicant {
    Applicant {
        full_name: "Người Nộp Mẫu".to_owned(),
        id_number: "001090000001".to_owned(),
        phone: "0900 000 000".to_owned(),
        address: "Dữ liệu mẫu, phường Hoa Lư, tỉnh Ninh Bình".to_owned(),
        ..Applicant::default()
    }
}

fn application(agency: &str) -> Application {
    let texts = super::way::ANSWERS.iter().filter(|(page, name, _)| page == name);
    let mut answers: BTreeMap<String, _> = texts
        .filter_map(|(page, _, answer)| Some((page.strip_prefix("answer.")?.to_owned(), (*answer).into())))
        .collect();
    answers.insert("child_birth_date".to_owned(), "2026-03-21".into());
    answers.insert("parents_married".to_owned(), true.into());
    answers.insert("copies".to_owned(), 2.into());
    Application {
        procedure: PROCEDURE.to_owned(),
        agency: agency.parse().expect("agencies of the catalogue have codes"),
        channel: Channel::Online,
        applicant: applicant(),
        answers,
        papers: Vec::new(),
        look_ups: Vec::new(),
    }
}
