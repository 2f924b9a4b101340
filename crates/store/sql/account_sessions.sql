-- Sessions of an account that have not run out, newest first.
select token_hash, id, csrf, device, created_at, expires_at
from account_session
where account = $1 and expires_at > $2
order by created_at desc, id desc
limit 100
