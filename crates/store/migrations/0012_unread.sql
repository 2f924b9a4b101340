-- Unread messages are counted at every request of an officer: the index holds all that is asked, so that no message is
-- opened to be counted.
drop index delivery_unread;
create index delivery_unread on delivery (top, recipient, channel, read_at)
    where channel = 'in-app' and read_at is null;
