-- Totals of all things of a kind whose key lies between two, over some days or blocks, per thing and channel.
select key, channel, cast(max(day) as bigint), cast(sum(received) as bigint), cast(sum(settled_early) as bigint),
    cast(sum(settled_on_time) as bigint), cast(sum(settled_late) as bigint), cast(sum(settled_no_deadline) as
    bigint), cast(sum(withdrawn) as bigint), cast(sum(stopped) as bigint), cast(sum(not_accepted) as bigint),
    cast(sum(corrected) as bigint), cast(sum(open_delta) as bigint), cast(sum(paused_delta) as bigint),
    cast(sum(overdue_delta) as bigint), cast(sum(no_deadline_delta) as bigint)
from tally
where scope = $1 and dimension = $2 and days = $3 and day >= $4 and day < $5 and key >= $6 and key < $7
group by key, channel order by key, channel
