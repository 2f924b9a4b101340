-- Keeps a rating; the first one of a dossier stays.
insert into rating (top, dossier, rated_at, overall, ease, manner, contacts, words)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (top, dossier) do nothing
