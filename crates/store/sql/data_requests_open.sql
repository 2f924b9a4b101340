-- Requests of a ministry or province that wait for somebody, next due first.
select top, code, agency, person, due_at, made_at from data_request
where top = $1 and (state = 'waiting' or state = 'accepted' or state = 'correcting') order by due_at, code limit $2
