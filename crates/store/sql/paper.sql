-- What is known of a paper.
select sha256, bytes, media_type, created_at from paper where sha256 = $1
