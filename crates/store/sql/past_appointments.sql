-- How many appointments of an agency are of days before one.
select count(*) from appointment where top = $1 and agency = $2 and day < $3
