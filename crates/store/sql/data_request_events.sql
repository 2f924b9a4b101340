-- Events of a request, oldest first.
select at, actor, content from data_request_event where top = $1 and code = $2 order by seq
