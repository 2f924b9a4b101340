-- A journey: the link it follows, what was handed in, when it began.
select procedure, content, begun_at from journey where top = $1 and id = $2
