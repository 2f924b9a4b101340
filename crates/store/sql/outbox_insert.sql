-- Notes one thing to be told to the outside.
insert into outbox (top, dossier, seq, number, kind, payload, created_at, done_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
