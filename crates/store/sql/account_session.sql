-- The session of a token that has not run out, with its account.
select s.account, s.id, s.csrf, s.device, s.created_at, s.expires_at,
    a.id, a.subject_key, a.person_key, a.content, a.created_at, a.signed_in_at
from account_session s join account a on a.id = s.account
where s.token_hash = $1 and s.expires_at > $2
