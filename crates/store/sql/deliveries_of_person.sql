-- Messages in the program for one person, newest first.
select top, id, agency, dossier, recipient, channel, about, subject, content, state, tries, next_at, created_at, sent_at,
    read_at, failure
from delivery where top = $1 and recipient = $2 and channel = 'in-app' order by created_at desc, id desc limit $3
