-- Records of a person, oldest first.
select person, number, at, purpose, given, version, content, how, prev, hash from consent
where person = $1 order by number
