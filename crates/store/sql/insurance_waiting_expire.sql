-- Deletes questions nobody answered and answers nobody looked at that are older than they may be.
delete from insurance_waiting where (state = 'waiting' and answered_at is null and asked_at <= $1)
    or (state = 'answered' and answered_at <= $2)
