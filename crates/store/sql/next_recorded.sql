-- When an agency recorded its first entry from a moment on, before another.
select min(recorded_at) from event where top = $1 and agency = $2 and recorded_at >= $3 and recorded_at < $4
