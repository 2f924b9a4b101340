-- How many dossiers, and bytes of papers, there are.
select (select count(*) from dossier), (select cast(coalesce(sum(bytes), 0) as bigint) from paper), (select count(*) from paper)
