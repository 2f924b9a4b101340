-- Writes what a journey handed in, as long as none of its dossiers is there.
insert into journey (top, id, procedure, content, begun_at)
values ($1, $2, $3, $4, $5)
on conflict (top, id) do update set content = excluded.content
where not exists (
    select 1 from journey_member as member
    where member.top = $1 and member.journey = $2 and member.handed_in_at is not null
)
