-- The session of a token that has not run out, with its officer, if he may still sign in.
select s.top, s.login, s.csrf, s.created_at, s.expires_at, o.agency, o.name, o.roles, o.password_hash, o.active
from session s join officer o on o.top = s.top and o.login = s.login
where s.token_hash = $1 and s.expires_at > $2 and o.active = 1
