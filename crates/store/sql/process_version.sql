-- One version of an agency's process for a procedure.
select agency, procedure, version, published_at, content from process_version
where top = $1 and agency = $2 and procedure = $3 and version = $4
