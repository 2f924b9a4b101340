-- What of a kind is still to be told, oldest first.
select top, dossier, seq, number, kind, payload, created_at from outbox
where kind = $1 and done_at is null order by created_at, top, dossier, seq, number limit $2
