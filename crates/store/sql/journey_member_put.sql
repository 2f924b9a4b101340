-- Writes a dossier a journey will have, as long as it is not handed in.
insert into journey_member (top, journey, place, procedure, agency, waits_for, dossier)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (top, journey, place) do update
set procedure = excluded.procedure, agency = excluded.agency, dossier = coalesce(excluded.dossier, journey_member.dossier)
where journey_member.handed_in_at is null
