-- An agency's closed days.
select agency, day, count, root, prev, hash from seal where top = $1 and agency = $2 order by day
