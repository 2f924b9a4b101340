-- Appends one entry of the ledger; fails if its place is taken.
insert into event (top, dossier, seq, agency, happened_at, recorded_at, actor, kind, payload, prev, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
