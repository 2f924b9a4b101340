-- Filters an officer saved, by name.
select name, content from saved_filter where top = $1 and login = $2 order by name
