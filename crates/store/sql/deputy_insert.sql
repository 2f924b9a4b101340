-- Arranges who acts for whom.
insert into deputy (top, absent, deputy, first_day, last_day, reason, made_by, made_at, ended_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, null)
on conflict (top, absent, made_at) do nothing
