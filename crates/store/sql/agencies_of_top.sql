-- Agencies of a ministry or province, of all dates.
select content from agency where top = $1 order by code, valid_from
