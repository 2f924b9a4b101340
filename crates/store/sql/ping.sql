-- One, if the database answers.
select cast(1 as bigint)
