-- Who opened a dossier, newest first, as far as the journal notes it: once a day for each officer.
select at, agency, actor, content from office_act
where top = $1 and subject = $2 and kind = 'lookup'
order by at desc, id desc limit $3
