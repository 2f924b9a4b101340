-- Sessions of an officer that have not run out.
select token_hash, csrf, created_at, expires_at, proven, confirmed_at, seen_at, browser, address
from session where top = $1 and login = $2 and expires_at > $3
