-- What the agencies of a ministry or province chose.
select agency, key, value from agency_setting where top = $1 order by agency, key
