-- Messages of a channel whose time to be sent has come, longest waiting first.
select top, id, agency, dossier, recipient, channel, about, subject, content, state, tries, next_at, created_at, sent_at,
    read_at, failure
from delivery where channel = $1 and state = 'waiting' and next_at <= $2 order by next_at limit $3
