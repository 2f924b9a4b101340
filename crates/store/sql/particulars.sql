-- Particulars of a dossier by their hash.
select content from particulars where top = $1 and dossier = $2 and digest = $3
