-- How many sessions ran out before a moment.
select count(*) from session where expires_at <= $1
