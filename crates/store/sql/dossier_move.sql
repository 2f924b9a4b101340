-- Writes how a dossier stands now, of the columns of dossier_put; no row is written when another act came in between.
-- what it was born with is left alone, and so are the indexes that hold it.
update dossier set
    state = $6, received_at = $10, due_at = $11, due_binds = $12, step = $13, role = $14, officer = $15,
    step_due_at = $16, step_due_binds = $17, finished_at = $18, outcome = $19, returned_at = $20, updated_at = $22,
    base_seq = $23, seq = $24, head_hash = $25
where top = $1 and code = $2 and seq = $23
