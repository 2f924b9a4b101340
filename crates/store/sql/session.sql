-- The session of a token that has not run out, with its officer, if he may still sign in. A session that was begun
-- with the password alone is none any more once its officer has a second factor; messages he has not read are counted
-- no further than asked.
select s.top, s.login, s.csrf, s.created_at, s.expires_at, s.proven, s.confirmed_at, s.seen_at, s.browser, s.address,
    o.agency, o.name, o.roles, o.password_hash, o.active,
    (select count(*) from factor f where f.top = s.top and f.login = s.login),
    (select count(*) from (
        select 1 from delivery d
        where d.top = s.top and d.recipient = 'officer:' || s.login and d.channel = 'in-app' and d.read_at is null
        limit $3
    ) as found)
from session s join officer o on o.top = s.top and o.login = s.login
where s.token_hash = $1 and s.expires_at > $2 and o.active = 1
    and (s.proven = 1 or not exists (select 1 from factor f where f.top = s.top and f.login = s.login))
