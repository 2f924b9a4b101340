-- What the service last said of a person.
select answered_at, content from insurance_answer where top = $1 and person = $2 and expires_at > $3
