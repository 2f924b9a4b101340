-- How many facilities there are in each province and how many take the chip card on a day, counted from all of them.
select province, count(*) filter (where accepts_card = 1 and (since is null or since <= $1)), count(*)
from facility group by province
