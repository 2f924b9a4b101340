-- Ministries and provinces that have dossiers, each found by one look into the index.
with recursive found(top) as (
    select min(top) from dossier
    union all
    select (select min(top) from dossier where dossier.top > found.top) from found where found.top is not null
)
select top from found where top is not null order by top
