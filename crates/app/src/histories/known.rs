//! Which agencies and procedures there are, and which are made as drafts.

use super::ImportError;
use crate::App;
use crate::catalogue::Catalogue;
use domain::agency::{Agency, AgencyCode, AgencyLevel};
use domain::dossier::event::PastDossier;
use domain::histories::{Account, Fault};
use domain::ledger::Digest;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};
use store::ProcedureVersion;

/// What rows may name.
pub(super) struct Known {
    agencies: HashSet<String>,
    procedures: HashSet<String>,
    create_missing: bool,
    /// There is no dossier at all, so none need be looked for.
    pub(super) nothing_yet: bool,
    new_agencies: BTreeMap<AgencyCode, Date>,
    new_procedures: BTreeMap<String, Date>,
}

impl Known {
    /// What the catalogue has.
    pub(super) fn of(catalogue: &Catalogue, create_missing: bool) -> Known {
        let versions = catalogue.versions().filter_map(|versions| versions.first());
        Known {
            agencies: catalogue.agencies().map(|agency| agency.code.to_string()).collect(),
            procedures: versions.map(|version| version.code.to_string()).collect(),
            create_missing,
            nothing_yet: false,
            new_agencies: BTreeMap::new(),
            new_procedures: BTreeMap::new(),
        }
    }

    /// Whether a dossier may come in.
    pub(super) fn check(&self, past: &PastDossier) -> Result<(), Fault> {
        if self.create_missing {
            return Ok(());
        }
        if !self.agencies.contains(past.agency.as_str()) {
            return Err(Fault::UnknownAgency(past.agency.clone()));
        }
        if !self.procedures.contains(&past.procedure) {
            return Err(Fault::UnknownProcedure(past.procedure.clone()));
        }
        Ok(())
    }

    /// Remembers what a dossier that comes in names for the first time, from its day on.
    pub(super) fn note(&mut self, past: &PastDossier) {
        let day = past.submitted_at.unwrap_or(past.received_at).day();
        if !self.agencies.contains(past.agency.as_str()) {
            let first = self.new_agencies.entry(past.agency.clone()).or_insert(day);
            *first = day.min(*first);
        }
        if !self.procedures.contains(&past.procedure) {
            let first = self.new_procedures.entry(past.procedure.clone()).or_insert(day);
            *first = day.min(*first);
        }
    }
}

impl App {
    /// Makes the drafts, before the dossiers that name them.
    pub(super) async fn make_missing(&self, known: &Known, account: &mut Account) -> Result<(), ImportError> {
        if known.new_agencies.is_empty() && known.new_procedures.is_empty() {
            return Ok(());
        }
        let agencies: Vec<Agency> = known.new_agencies.iter().map(draft_agency).collect();
        let procedures: Vec<ProcedureVersion> = known.new_procedures.iter().map(draft_procedure).collect();
        self.store().put_agencies(&agencies).await?;
        self.store().put_procedures(&procedures).await?;
        self.refresh().await?;
        account.new_agencies = known.new_agencies.keys().map(AgencyCode::to_string).collect();
        account.new_procedures = known.new_procedures.keys().cloned().collect();
        Ok(())
    }
}

fn draft_agency((code, day): (&AgencyCode, &Date)) -> Agency {
    let level = match code.as_str().as_bytes() {
        [b'H', _, _] => AgencyLevel::Province,
        [_, _, _] => AgencyLevel::Ministry,
        _ => AgencyLevel::Unit,
    };
    let name = format!("Cơ quan {code} (bản nháp, chưa có tên)");
    Agency { code: code.clone(), name, level, area: None, valid_from: *day, valid_to: None, draft: true }
}

/// A version with nothing in it but its name: the catalogue brings the content as its next version.
fn draft_procedure((code, day): (&String, &Date)) -> ProcedureVersion {
    let name = format!("Thủ tục {code} (bản nháp, chưa có nội dung)");
    let content = serde_json::json!({ "code": code, "name": name }).to_string();
    ProcedureVersion {
        code: code.clone(),
        version: 1,
        effective_from: *day,
        effective_to: None,
        content_hash: Digest::of(content.as_bytes()),
        content,
    }
}
