-- Codes of the dossiers of an account, the last added first.
select dossier
from account_dossier
where account = $1
order by added_at desc, dossier desc
limit $2
