-- The last record of each person, of all persons.
select person, number, hash from consent_head order by person
