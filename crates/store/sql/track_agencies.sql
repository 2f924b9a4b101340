-- All agencies that have counted dates.
select distinct top, agency from track order by top, agency
