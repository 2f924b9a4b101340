-- Counts one more change.
insert into revision (name, value) values ($1, 1)
on conflict (name) do update set value = revision.value + 1
