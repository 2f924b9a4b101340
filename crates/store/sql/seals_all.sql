-- All closed days of all agencies, in order.
select top, agency, day, count, root, prev, hash from seal order by top, agency, day
