-- How many links ran out before a moment, in the whole table, which is small.
select count(*) from password_link where expires_at <= $1
