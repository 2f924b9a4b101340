-- Running totals of days or months, from one day up to another, of all things of a kind whose key lies between two.
select key, channel, day, received, settled_early, settled_on_time, settled_late, settled_no_deadline, withdrawn,
    stopped, not_accepted, corrected, open_delta, paused_delta, overdue_delta, no_deadline_delta
from tally
where scope = $1 and dimension = $2 and span = $3 and day >= $4 and day < $5 and key >= $6 and key < $7
