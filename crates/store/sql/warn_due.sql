-- Dossiers of an agency whose clock runs, due before a moment and not warned of in a stage, next due first.
select agency, code, procedure, channel, state, applicant_name, applicant_folded, submitted_at, received_at, due_at,
    due_binds, step, role, officer, step_due_at, step_due_binds, finished_at, outcome, returned_at, imported,
    updated_at, seq, head_hash
from dossier
where top = $1 and agency = $2 and (state = 'received' or state = 'processing' or state = 'approved') and due_at < case when due_binds = 'day' then cast($6 as bigint) else cast($3 as bigint) end
    and not exists (select 1 from warning
        where warning.top = dossier.top and warning.dossier = dossier.code and warning.stage = $4
            and warning.due_at = dossier.due_at)
order by due_at, code limit $5
