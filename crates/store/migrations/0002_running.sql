-- Lists of what an agency is at work on, next due first. Most dossiers are settled long ago: a list must not pass
-- over them, nor over those of other agencies.
create index dossier_running on dossier (top, agency, due_at, code)
    where state in ('received', 'processing', 'approved');
create index dossier_waiting on dossier (top, agency, due_at, code)
    where state in ('awaiting-supplement', 'awaiting-payment', 'paused');
