-- Who gave the right password and has yet to give his second factor.
select h.top, h.login, o.agency, o.name, o.roles, o.password_hash, o.active
from half_session h join officer o on o.top = h.top and o.login = h.login
where h.token_hash = $1 and h.expires_at > $2 and o.active = 1
