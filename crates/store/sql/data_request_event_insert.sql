-- Appends an event to a request; its number can be taken only once.
insert into data_request_event (top, code, seq, at, actor, content) values ($1, $2, $3, $4, $5, $6)
