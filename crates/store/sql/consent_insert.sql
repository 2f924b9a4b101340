-- Appends a record to a person's chain, which fails where its number is taken.
insert into consent (person, number, at, purpose, given, version, content, how, prev, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
