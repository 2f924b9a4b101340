-- Adds to the running totals of one day, or of one month.
insert into tally (scope, dimension, span, day, key, channel, received, settled_early, settled_on_time, settled_late,
    settled_no_deadline, withdrawn, stopped, not_accepted, corrected, open_delta, paused_delta, overdue_delta,
    no_deadline_delta)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
on conflict (scope, dimension, span, day, key, channel) do update set
    received = tally.received + excluded.received,
    settled_early = tally.settled_early + excluded.settled_early,
    settled_on_time = tally.settled_on_time + excluded.settled_on_time,
    settled_late = tally.settled_late + excluded.settled_late,
    settled_no_deadline = tally.settled_no_deadline + excluded.settled_no_deadline,
    withdrawn = tally.withdrawn + excluded.withdrawn,
    stopped = tally.stopped + excluded.stopped,
    not_accepted = tally.not_accepted + excluded.not_accepted,
    corrected = tally.corrected + excluded.corrected,
    open_delta = tally.open_delta + excluded.open_delta,
    paused_delta = tally.paused_delta + excluded.paused_delta,
    overdue_delta = tally.overdue_delta + excluded.overdue_delta,
    no_deadline_delta = tally.no_deadline_delta + excluded.no_deadline_delta
