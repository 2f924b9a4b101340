-- All papers.
select sha256, bytes, media_type, created_at from paper order by sha256
