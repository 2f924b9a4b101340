-- One officer.
select top, login, agency, name, roles, password_hash, active from officer where top = $1 and login = $2
