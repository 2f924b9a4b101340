-- Every look-up in the whole ledger, in order, beside its row in the list of look-ups.
select e.agency, e.dossier, e.seq, e.happened_at, e.actor, e.payload,
    l.top, l.id, l.at, l.agency, l.actor, l.person, l.dossier, l.kind, l.purpose, l.answer, l.source, l.number
from event e
left join person_lookup l on l.top = e.top and l.id = e.dossier || '#' || e.seq
where e.kind = 'looked-up'
order by e.top, e.dossier, e.seq
