-- Counts one more wrong code.
insert into factor_failure (top, login, failures, failed_at) values ($1, $2, 1, $3)
on conflict (top, login) do update set failures = factor_failure.failures + 1, failed_at = excluded.failed_at
