-- How many warnings of a ministry or province were given before a moment.
select count(*) from warning where top = $1 and warned_at < $2
