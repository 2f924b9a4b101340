-- All health facilities.
select code, name, province, kind, accepts_card, since from facility order by code
