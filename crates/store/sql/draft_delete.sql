-- Deletes a draft that was not handed in.
delete from draft where id = $1 and handed_in_at is null
