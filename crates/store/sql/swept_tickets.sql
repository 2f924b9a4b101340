-- Deletes numbers of an agency's queue of days before one.
delete from ticket where top = $1 and agency = $2 and day < $3
