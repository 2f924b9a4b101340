-- The last version of an agency's process for a procedure.
select agency, procedure, version, published_at, content from process_version
where top = $1 and agency = $2 and procedure = $3 order by version desc limit 1
