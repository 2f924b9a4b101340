-- Dossiers whose code lies between two texts, by code.
select agency, code, procedure, channel, state, applicant_name, applicant_folded, submitted_at, received_at, due_at,
    due_binds, step, role, officer, step_due_at, step_due_binds, finished_at, outcome, returned_at, imported,
    updated_at, seq, head_hash
from dossier where top = $1 and code >= $2 and code < $3 order by code limit $4
