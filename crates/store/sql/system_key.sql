-- A key of the system.
select key from system_key where name = $1
