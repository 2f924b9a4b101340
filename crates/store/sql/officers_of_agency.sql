-- Officers of an agency.
select top, login, agency, name, roles, password_hash, active from officer
where top = $1 and agency = $2 order by login
