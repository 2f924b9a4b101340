-- Writes what a dossier is now; no row is written when another act came in between.
insert into dossier (top, code, agency, procedure, channel, state, applicant_name, applicant_folded, submitted_at,
    received_at, due_at, due_binds, step, role, officer, step_due_at, step_due_binds, finished_at, outcome,
    returned_at, imported, updated_at, base_seq, seq, head_hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
on conflict (top, code) do update set
    agency = excluded.agency, procedure = excluded.procedure, channel = excluded.channel, state = excluded.state,
    applicant_name = excluded.applicant_name, applicant_folded = excluded.applicant_folded,
    submitted_at = excluded.submitted_at, received_at = excluded.received_at, due_at = excluded.due_at,
    due_binds = excluded.due_binds, step = excluded.step, role = excluded.role, officer = excluded.officer,
    step_due_at = excluded.step_due_at, step_due_binds = excluded.step_due_binds,
    finished_at = excluded.finished_at, outcome = excluded.outcome, returned_at = excluded.returned_at,
    imported = excluded.imported, updated_at = excluded.updated_at, base_seq = excluded.base_seq,
    seq = excluded.seq, head_hash = excluded.head_hash
where dossier.seq = excluded.base_seq
