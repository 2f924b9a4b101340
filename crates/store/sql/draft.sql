-- A draft that has not run out.
select key_hash, procedure, content, revision, created_at, expires_at, dossier, handed_in_at, account
from draft
where id = $1 and expires_at > $2
