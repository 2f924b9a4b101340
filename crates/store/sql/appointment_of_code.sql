-- The appointment of a code.
select agency, day, minute, place, series, code_hash, name, phone, made_at, state from appointment
where code_hash = $1 and state <> 'cancelled'
