-- Whose passkey has this id.
select top, login, id from factor where credential = $1
