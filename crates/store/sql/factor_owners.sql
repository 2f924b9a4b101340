-- Officers of a ministry or province who have a second factor.
select distinct login from factor where top = $1
