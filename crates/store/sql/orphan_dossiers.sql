-- Dossiers in the lists whose last entry is not in the ledger.
select d.top, d.agency, d.code, d.seq from dossier d
where not exists (select 1 from event e where e.top = d.top and e.dossier = d.code and e.seq = d.seq)
order by d.top, d.code
