-- How many drafts ran out before a moment.
select count(*) from draft where expires_at <= $1
