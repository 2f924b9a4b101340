-- Gives a second factor another name.
update factor set name = $4 where top = $1 and login = $2 and id = $3
