-- Health facilities of a province, by their codes.
select code, name, province, kind, accepts_card, since from facility where province = $1 order by code
