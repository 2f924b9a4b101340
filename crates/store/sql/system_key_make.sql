-- Makes a key of the system; one that is there stays.
insert into system_key (name, key) values ($1, $2) on conflict (name) do nothing
