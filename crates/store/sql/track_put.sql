-- Writes the dates of a dossier that are counted.
insert into track (top, dossier, agency, procedure, channel, imported, received_at, not_accepted_at, due_at, due_binds,
    ended_at, outcome, timeliness, spans, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (top, agency, dossier) do update set
    procedure = excluded.procedure, channel = excluded.channel,
    imported = excluded.imported, received_at = excluded.received_at, not_accepted_at = excluded.not_accepted_at,
    due_at = excluded.due_at, due_binds = excluded.due_binds, ended_at = excluded.ended_at,
    outcome = excluded.outcome, timeliness = excluded.timeliness, spans = excluded.spans,
    recorded_at = excluded.recorded_at
