-- Deletes the marks of warnings of a ministry or province given before a moment.
delete from warning where top = $1 and warned_at < $2
