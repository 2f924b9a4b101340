-- Whether an account has a dossier.
select added_at from account_dossier where account = $1 and top = $2 and dossier = $3
