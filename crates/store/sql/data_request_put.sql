-- Writes how a request stands, where it stood after the event before.
insert into data_request (top, code, agency, person, state, due_at, made_at, seq)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (top, code) do update set state = excluded.state, due_at = excluded.due_at, seq = excluded.seq
where data_request.seq = excluded.seq - 1
