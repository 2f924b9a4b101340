-- Writes a number that was given out.
insert into ticket (top, agency, day, series, number, state, counter, taken_at, called_at, calls, ended_at)
values ($1, $2, $3, $4, $5, 'waiting', '', $6, null, 0, null)
