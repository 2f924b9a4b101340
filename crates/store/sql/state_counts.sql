-- How many dossiers of an agency are in each state.
select state, count(*) from dossier where top = $1 and agency = $2 group by state order by state
