-- Takes out a counter.
delete from revision where name = $1
