-- Ministries and provinces that have dossiers.
select distinct top from dossier order by top
