-- Officers of a ministry or province.
select top, login, agency, name, roles, password_hash, active from officer where top = $1 order by login
