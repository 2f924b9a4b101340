-- Messages of an agency, newest first.
select top, id, agency, dossier, recipient, channel, about, subject, content, state, tries, next_at, created_at, sent_at,
    read_at, failure
from delivery where top = $1 and agency = $6 and ($2 = '' or state = $2) and (created_at, id) < ($3, $4)
order by created_at desc, id desc limit $5
