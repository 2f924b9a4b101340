-- Dossiers of an agency whose clock runs while another unit is asked for its opinion, next due first. Found from what
-- was asked: that is a handful, beside all that is in hand.
select agency, code, procedure, channel, state, applicant_name, applicant_folded, submitted_at, received_at, due_at,
    due_binds, step, role, officer, step_due_at, step_due_binds, finished_at, outcome, returned_at, imported,
    updated_at, seq, head_hash
from (select distinct dossier as asked from consultation where top = $1 and asking = $8 and answered = 0) as waiting
    cross join dossier
where top = $1 and code = asked and agency = $8 and (state = 'received' or state = 'processing' or state = 'approved')
    and ($2 = '' or procedure = $2)
    and due_at <= case when due_binds = 'day' then cast($4 as bigint) else cast($3 as bigint) end
    and (due_at, code) > ($5, $6)
order by due_at, code limit $7
