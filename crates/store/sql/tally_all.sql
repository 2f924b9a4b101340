-- All running totals, for checking.
select scope, dimension, span, day, key, channel, received, settled_early, settled_on_time, settled_late,
    settled_no_deadline, withdrawn, stopped, not_accepted, corrected, open_delta, paused_delta, overdue_delta,
    no_deadline_delta
from tally order by scope, dimension, span, day, key, channel
