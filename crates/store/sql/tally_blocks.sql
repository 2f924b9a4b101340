-- Makes the totals of blocks of 32 days from those of days, after a backup was restored that has none.
insert into tally (top, dimension, days, day, key, channel, received, settled_early, settled_on_time, settled_late,
    settled_no_deadline, withdrawn, stopped, not_accepted, corrected, open_delta, paused_delta, overdue_delta,
    no_deadline_delta)
select top, dimension, 32, day - ((day % 32) + 32) % 32, key, channel, cast(sum(received) as bigint),
    cast(sum(settled_early) as bigint), cast(sum(settled_on_time) as bigint), cast(sum(settled_late) as bigint),
    cast(sum(settled_no_deadline) as bigint), cast(sum(withdrawn) as bigint), cast(sum(stopped) as bigint),
    cast(sum(not_accepted) as bigint), cast(sum(corrected) as bigint), cast(sum(open_delta) as bigint),
    cast(sum(paused_delta) as bigint), cast(sum(overdue_delta) as bigint), cast(sum(no_deadline_delta) as bigint)
from tally where days = 1 group by top, dimension, day - ((day % 32) + 32) % 32, key, channel
