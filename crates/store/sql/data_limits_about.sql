-- Whether anybody restricted something.
select about from data_limit where about = $1 and lifted_at is null limit 1
