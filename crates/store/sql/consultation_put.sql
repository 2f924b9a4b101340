-- Writes that a unit was asked for its opinion, or that it gave it.
insert into consultation (top, dossier, number, asking, unit, answered)
values ($1, $2, $3, $4, $5, $6)
on conflict (top, dossier, number) do update set answered = excluded.answered
