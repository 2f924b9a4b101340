-- Where a dossier stands: the number and hash of its last entry, and the name lists show.
select seq, head_hash, applicant_name from dossier where top = $1 and code = $2
