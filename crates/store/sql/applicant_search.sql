-- Dossiers whose applicant's folded name lies between two texts, by name.
select agency, code, procedure, channel, state, applicant_name, applicant_folded, submitted_at, received_at, due_at,
    due_binds, step, role, officer, step_due_at, step_due_binds, finished_at, outcome, returned_at, imported,
    updated_at, seq, head_hash
from dossier
where top = $1 and applicant_folded >= $2 and applicant_folded < $3 and ($4 = '' or agency = $4)
    and (applicant_folded, code) > ($5, $6)
order by applicant_folded, code limit $7
