-- Takes out an agency's row of one date.
delete from agency where top = $1 and code = $2 and valid_from = $3
