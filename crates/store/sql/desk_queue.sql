-- Dossiers of an agency that wait for anyone of a role, next due first.
select agency, code, procedure, channel, state, applicant_name, applicant_folded, submitted_at, received_at, due_at,
    due_binds, step, role, officer, step_due_at, step_due_binds, finished_at, outcome, returned_at, imported,
    updated_at, seq, head_hash
from dossier
where top = $1 and agency = $8 and role = $9 and role is not null and officer is null and (state = 'received' or state = 'processing' or state = 'approved')
    and ($2 = '' or procedure = $2)
    and due_at <= case when due_binds = 'day' then cast($4 as bigint) else cast($3 as bigint) end
    and (due_at, code) > ($5, $6)
order by due_at, code limit $7
