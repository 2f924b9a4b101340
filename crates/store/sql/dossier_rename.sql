-- Writes the name lists show, after a correction.
update dossier set applicant_name = $3, applicant_folded = $4 where top = $1 and code = $2
