-- Journeys that can go on, of all that are open: what one of their dossiers waited for has ended, or it waits for nothing.
select distinct member.top, member.journey
from journey_member as member
left join journey_member as before
    on before.top = member.top and before.journey = member.journey and before.place = member.waits_for
left join dossier
    on dossier.top = before.top and dossier.code = before.dossier
where member.handed_in_at is null and member.dropped_at is null and member.place > 0
    and (member.waits_for is null
        or dossier.state in ('settled', 'returned', 'not-accepted', 'withdrawn', 'stopped'))
order by member.top, member.journey
limit $1
