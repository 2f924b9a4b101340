-- Appends a remark to a dossier, unless its number is taken.
insert into remark (top, dossier, number, author, written_at, content) values ($1, $2, $3, $4, $5, $6)
on conflict (top, dossier, number) do nothing
