-- All numbers of an agency's day.
select series, number, state, counter, taken_at, called_at, calls from ticket
where top = $1 and agency = $2 and day = $3
