"""Prints every day of 2019-2027 that is not as its weekday says, by the package `holidays`.

One line a day: `off 2019-01-01` for a weekday that is no working day, `on 2019-05-04` for a weekend
day that is one. Weekend days off are left out. The version is fixed: a newer one may know more.
"""

import datetime
import sys

try:
    import holidays
except ImportError:
    sys.exit("missing: pip install holidays==0.109")

if holidays.__version__ != "0.109":
    sys.exit(f"found holidays {holidays.__version__}, need: pip install holidays==0.109")

# The year after is loaded too: a day may be worked for a day off in the next year.
calendar = holidays.country_holidays("VN", years=range(2018, 2029))
day = datetime.date(2019, 1, 1)
while day.year <= 2027:
    weekend = day.weekday() >= 5
    works = calendar.is_working_day(day)
    if works == weekend:
        print("on" if works else "off", day.isoformat())
    day += datetime.timedelta(days=1)
