-- Counted dates of dossiers that are not in the lists.
select t.top, t.agency, t.dossier from track t
where not exists (select 1 from dossier d where d.top = t.top and d.code = t.dossier)
order by t.top, t.agency, t.dossier
