-- Saves a filter of an officer.
insert into saved_filter (top, login, name, content) values ($1, $2, $3, $4)
on conflict (top, login, name) do update set content = excluded.content
