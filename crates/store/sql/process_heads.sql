-- The newest version of each process of a ministry or province.
select agency, procedure, max(version) as version from process_version
where top = $1 group by agency, procedure order by agency, procedure
