-- Gives a dossier to the account whose draft it was; one that has it keeps it.
insert into account_dossier (account, top, dossier, added_at)
select account, $2, $3, cast($4 as bigint) from draft where id = $1 and account is not null
on conflict (account, top, dossier) do nothing
