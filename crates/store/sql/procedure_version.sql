-- One version of a procedure.
select code, version, effective_from, effective_to, content_hash, content from procedure_version
where code = $1 and version = $2
