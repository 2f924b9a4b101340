-- A health facility.
select code, name, province, kind, accepts_card, since from facility where code = $1
