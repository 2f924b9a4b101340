-- Agencies of a ministry or province that have dossiers, each found by one look into the index.
with recursive found(agency) as (
    select min(agency) from dossier where top = $1
    union all
    select (select min(agency) from dossier where top = $1 and dossier.agency > found.agency)
    from found where found.agency is not null
)
select agency from found where agency is not null order by agency
