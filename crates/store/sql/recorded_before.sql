-- How many entries an agency recorded before a moment.
select count(*) from event where top = $1 and agency = $2 and recorded_at < $3
