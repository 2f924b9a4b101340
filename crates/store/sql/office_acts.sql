-- What was done in the office of a ministry or province, newest first.
select id, agency, at, actor, kind, subject, content from office_act
where top = $1 and ($2 = '' or kind = $2) and ($3 = '' or actor = $3) and ($4 = '' or subject = $4)
    and (at, id) < ($5, $6)
order by at desc, id desc limit $7
