-- All versions of all processes of a ministry or province.
select agency, procedure, version, published_at, content from process_version
where top = $1 order by agency, procedure, version
