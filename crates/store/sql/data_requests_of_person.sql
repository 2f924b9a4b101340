-- Requests of a person, newest first.
select top, code, agency, person, due_at, made_at from data_request
where person = $1 order by made_at desc, code desc limit 200
