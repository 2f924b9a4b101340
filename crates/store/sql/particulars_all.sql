-- All particulars with the hash they are kept under.
select top, dossier, digest, content from particulars order by top, dossier, digest
