-- Sums per officer and role of an agency's running dossiers: those that are late, those due soon, all.
select coalesce(officer, ''), coalesce(role, ''),
    cast(sum(case when due_at < case when due_binds = 'day' then cast($4 as bigint) else cast($3 as bigint) end
        then 1 else 0 end) as bigint),
    cast(sum(case when due_at >= case when due_binds = 'day' then cast($4 as bigint) else cast($3 as bigint) end
        and due_at < cast($5 as bigint) then 1 else 0 end) as bigint),
    count(*)
from dossier
where top = $1 and agency = $2 and (state = 'received' or state = 'processing' or state = 'approved')
group by coalesce(officer, ''), coalesce(role, '') order by 1, 2
