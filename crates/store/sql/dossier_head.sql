-- Where a dossier stands: the number and hash of its last entry.
select seq, head_hash from dossier where top = $1 and code = $2
