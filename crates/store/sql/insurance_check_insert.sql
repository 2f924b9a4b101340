-- Notes one question to the insurance service.
insert into insurance_check (top, id, agency, at, actor, purpose, person, code, standing)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (top, id) do nothing
