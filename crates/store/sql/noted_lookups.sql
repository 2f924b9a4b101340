-- How many lines of the whole journal note a look-up of a person.
select count(*)
from office_act where kind = 'person-lookup'
