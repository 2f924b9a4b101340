-- The rating of a dossier.
select rated_at, overall, ease, manner, contacts, words from rating where top = $1 and dossier = $2
