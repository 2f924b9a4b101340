-- Whose password a link sets, while it may still be used.
select top, login from password_link where token_hash = $1 and used_at is null and expires_at > $2
