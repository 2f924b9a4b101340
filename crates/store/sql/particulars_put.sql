-- Keeps particulars under their hash; the same ones are kept once.
insert into particulars (top, dossier, digest, content)
values ($1, $2, $3, $4)
on conflict (top, dossier, digest) do nothing
