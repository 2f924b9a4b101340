-- Publishes a version of a process.
insert into process_version (top, agency, procedure, version, published_at, content) values ($1, $2, $3, $4, $5, $6)
