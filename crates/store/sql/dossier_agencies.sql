-- Agencies of a ministry or province that have dossiers.
select distinct agency from dossier where top = $1 order by agency
