-- How many officers there are.
select count(*) from officer
