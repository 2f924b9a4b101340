-- All agencies of all dates.
select content from agency order by top, code, valid_from
