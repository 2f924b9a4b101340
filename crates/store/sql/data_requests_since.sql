-- Requests of a ministry or province made since a moment, newest first.
select top, code, agency, person, due_at, made_at from data_request
where top = $1 and made_at >= $2 order by made_at desc, code desc limit $3
