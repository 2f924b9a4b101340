-- Appointments of an agency between two days, in their order.
select agency, day, minute, place, series, code_hash, name, phone, made_at, state from appointment
where top = $1 and agency = $2 and day >= $3 and day < $4 and state <> 'cancelled' order by day, minute, place
