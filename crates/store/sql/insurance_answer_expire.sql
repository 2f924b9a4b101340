-- Deletes answers that have been kept long enough.
delete from insurance_answer where expires_at <= $1
