-- How many numbers of an agency's queue are of days before one.
select count(*) from ticket where top = $1 and agency = $2 and day < $3
