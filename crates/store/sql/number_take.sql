-- Takes so many dossier numbers of an agency's day; gives the last one taken.
insert into dossier_number (top, agency, day, last)
values ($1, $2, $3, $4)
on conflict (top, agency, day) do update set last = dossier_number.last + excluded.last
returning last
