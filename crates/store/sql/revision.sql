-- How often something was changed.
select value from revision where name = $1
