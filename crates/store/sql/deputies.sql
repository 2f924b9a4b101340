-- Who acts or acted for whom in a ministry or province, newest first.
select absent, deputy, first_day, last_day, reason, made_by, made_at, ended_at from deputy
where top = $1 order by made_at desc limit 500
