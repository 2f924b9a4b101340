-- Deletes appointments of an agency of days before one.
delete from appointment where top = $1 and agency = $2 and day < $3
