-- Unread messages are counted at every request of an officer: the index holds all that is asked, so that no message is
-- opened to be counted.
drop index delivery_unread;
create index delivery_unread on delivery (top, recipient, channel, read_at)
    where channel = 'in-app' and read_at is null;

-- SQLite looks a state up in a list of three by a table it makes for the purpose at every write; it compares one after
-- the other where the states are named one after the other. Questions name them in the same words.
drop index dossier_mine;
create index dossier_mine on dossier (top, officer, due_at, code, due_binds, procedure, state)
    where officer is not null and (state = 'received' or state = 'processing' or state = 'approved');
drop index dossier_queue;
create index dossier_queue on dossier (top, agency, role, due_at, code, due_binds, procedure, state, officer)
    where role is not null and officer is null
        and (state = 'received' or state = 'processing' or state = 'approved');
-- Who holds how much is summed from it too.
drop index dossier_running;
create index dossier_running on dossier (top, agency, due_at, code, due_binds, procedure, state, officer, role)
    where (state = 'received' or state = 'processing' or state = 'approved');
drop index dossier_waiting;
create index dossier_waiting on dossier (top, agency, due_at, code, due_binds, procedure, state)
    where (state = 'awaiting-supplement' or state = 'awaiting-payment' or state = 'paused');
drop index data_request_open;
create index data_request_open on data_request (top, due_at, code)
    where (state = 'waiting' or state = 'accepted' or state = 'correcting');

-- What waits for others is found from what was asked, not by looking at everything in hand.
create index consultation_asked on consultation (top, asking, dossier, answered) where answered = 0;
drop index consultation_open;
create index consultation_open on consultation (top, unit, dossier, answered) where answered = 0;
