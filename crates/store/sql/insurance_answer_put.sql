-- Writes what the service said of a person, unless something newer is there.
insert into insurance_answer (top, person, answered_at, expires_at, content) values ($1, $2, $3, $4, $5)
on conflict (top, person) do update set answered_at = excluded.answered_at, expires_at = excluded.expires_at,
    content = excluded.content
where insurance_answer.answered_at <= excluded.answered_at
