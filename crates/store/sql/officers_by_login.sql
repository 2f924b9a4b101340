-- Officers of all ministries and provinces with a sign-in name.
select top, login, agency, name, roles, password_hash, active from officer where login = $1 order by top
