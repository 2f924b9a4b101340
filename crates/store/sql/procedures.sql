-- All versions of all procedures.
select code, version, effective_from, effective_to, content_hash, content from procedure_version order by code, version
