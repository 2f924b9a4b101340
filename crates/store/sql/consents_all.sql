-- All records of all persons, each chain from its beginning.
select person, number, at, purpose, given, version, content, how, prev, hash from consent order by person, number
