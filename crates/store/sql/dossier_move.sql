-- Writes how a dossier stands now; no row is written when another act came in between. What it was born with is left
-- alone, and so are the indexes that hold it.
update dossier set
    state = $3, received_at = $4, due_at = $5, due_binds = $6, step = $7, role = $8, officer = $9, step_due_at = $10,
    step_due_binds = $11, finished_at = $12, outcome = $13, returned_at = $14, updated_at = $15, base_seq = $16,
    seq = $17, head_hash = $18
where top = $1 and code = $2 and seq = $16
