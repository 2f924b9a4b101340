-- Second factors of an officer, oldest first.
select id, kind, name, secret, credential, counter, suspect_at, created_at, used_at
from factor where top = $1 and login = $2 order by top, login, id
