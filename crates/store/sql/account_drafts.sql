-- Drafts an account writes, the last written first.
select id, procedure, updated_at, expires_at
from draft
where account = $1 and expires_at > $2 and handed_in_at is null
order by updated_at desc, id desc
limit 100
