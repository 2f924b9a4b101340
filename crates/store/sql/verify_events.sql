-- Every entry in order; beside the last one of a dossier its row in the list and its counted dates.
select e.top, e.dossier, e.seq, e.agency, e.happened_at, e.recorded_at, e.actor, e.kind, e.payload, e.prev, e.hash,
    d.agency, d.code, d.procedure, d.channel, d.state, d.applicant_name, d.applicant_folded, d.submitted_at,
    d.received_at, d.due_at, d.due_binds, d.step, d.role, d.officer, d.step_due_at, d.step_due_binds, d.finished_at,
    d.outcome, d.returned_at, d.imported, d.updated_at, d.seq, d.head_hash,
    t.dossier, t.agency, t.procedure, t.channel, t.imported, t.received_at, t.not_accepted_at, t.due_at, t.due_binds,
    t.ended_at, t.outcome, t.timeliness, t.spans, t.recorded_at
from event e
left join dossier d on d.top = e.top and d.code = e.dossier and d.seq = e.seq
left join track t on t.top = d.top and t.agency = d.agency and t.dossier = d.code
order by e.top, e.dossier, e.seq
