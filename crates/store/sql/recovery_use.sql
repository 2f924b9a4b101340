-- Uses a recovery code up; changes nothing if there is none or it was used.
update recovery_code set used_at = $4 where top = $1 and login = $2 and code_hash = $3 and used_at is null
