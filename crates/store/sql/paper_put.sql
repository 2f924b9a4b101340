-- Notes a paper; the same bytes are noted once.
insert into paper (sha256, bytes, media_type, created_at) values ($1, $2, $3, $4)
on conflict (sha256) do nothing
