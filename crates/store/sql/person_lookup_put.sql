-- Writes a look-up of a person made in a dossier, or that one made before it belongs to it.
insert into person_lookup (top, id, at, day, agency, actor, person, dossier, kind, purpose, answer, source, number)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (top, id) do update set dossier = excluded.dossier
