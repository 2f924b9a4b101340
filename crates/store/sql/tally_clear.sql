-- Forgets all running totals, before they are made anew.
delete from tally
