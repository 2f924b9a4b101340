-- Look-ups of one person, newest first.
select top, id, at, agency, actor, person, dossier, kind, purpose, answer, source, number from person_lookup
where person = $1 and person <> '' and (at, id) < ($2, $3)
order by at desc, id desc limit $4
