-- Whose a request is and what agency was asked.
select top, code, agency, person, due_at, made_at from data_request where top = $1 and code = $2
