-- The last look-up an officer noted in the journal: its number and id.
select number, id from person_lookup where top = $1 and actor = $2 and number > 0 order by number desc limit 1
