-- One look-up of a person.
select top, id, at, agency, actor, person, dossier, kind, purpose, answer, source, number from person_lookup
where top = $1 and id = $2
