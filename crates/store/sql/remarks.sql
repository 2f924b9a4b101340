-- Remarks on a dossier, oldest first.
select number, author, written_at, content from remark where top = $1 and dossier = $2 order by number
