-- An agency's last closed day.
select agency, day, count, root, prev, hash from seal where top = $1 and agency = $2 order by day desc limit 1
