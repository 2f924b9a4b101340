-- Writes a version of a procedure; a version that is there keeps its content, only its last day may change.
insert into procedure_version (code, version, effective_from, effective_to, content_hash, content)
values ($1, $2, $3, $4, $5, $6)
on conflict (code, version) do update set effective_to = excluded.effective_to
where procedure_version.content_hash = excluded.content_hash
