-- Makes one message, unless it was made before.
insert into delivery (top, id, agency, dossier, recipient, channel, about, subject, content, state, tries, next_at,
    created_at, sent_at, read_at, failure)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (top, id) do nothing
