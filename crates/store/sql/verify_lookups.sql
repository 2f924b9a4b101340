-- Every look-up of the whole list beside its line of the journal, in the order in which each officer noted them.
select l.top, l.id, l.at, l.agency, l.actor, l.person, l.dossier, l.kind, l.purpose, l.answer, l.source, l.number,
    a.agency, a.at, a.actor, a.kind, a.subject, a.content
from person_lookup l
left join office_act a on a.top = l.top and a.id = l.id
order by l.top, l.actor, l.number, l.id
