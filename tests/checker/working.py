"""Working time, from desk-store(5) alone: every five minutes of a span of time is
looked at, whether the clock on the wall shows a worked one. Slow, and right by
daylight saving, days of 25 hours and zones of odd offsets."""
import bisect
import datetime
import math
import re
import zoneinfo
from fractions import Fraction

import yaml_subset

SLOT = 300
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def intervals(texts):
    return [tuple(map(minutes, text.split("-"))) for text in texts]


def date(text):
    return datetime.date.fromisoformat(text)


class Days:
    """Which hours are worked on a day: a file, and what it includes."""

    def __init__(self, read, name):
        self.file = yaml_subset.document(read(name))
        self.included = [Days(read, one) for one in self.file.get("include") or []]
        self.week, self.rows = {}, []
        for names, hours in (self.file.get("week") or {}).items():
            first, _, last = names.partition("-")
            for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
                self.week[day] = intervals(hours)

    def holiday(self, day):
        """Its hours on a day off; None: it is none."""
        found = None
        for row in self.file.get("holidays") or []:
            more = row if isinstance(row, dict) else {"day": row}
            first, _, last = more["day"].partition("..")
            if re.fullmatch(r"\d\d-\d\d", first):
                fits = day.strftime("%m-%d") == first
            else:
                fits = date(first) <= day <= date(last or first)
            if fits:
                found = intervals(more.get("hours") or [])
        return found

    def hours(self, day, week=None):
        """None: nothing is said of it."""
        week = self.week if week is None else week
        found = None
        for one in self.included:
            said = one.hours(day, week)
            found = found if said is None else said
        said = self.holiday(day)
        found = found if said is None else said
        for row in self.file.get("moved") or []:
            if date(row["from"]) == day:
                found = []
            if date(row["to"]) == day:
                found = week.get(date(row["from"]).weekday(), [])
        if day.isoformat() in (self.file.get("short") or []):
            found = shorten(week.get(day.weekday(), []) if found is None else found)
        if day.isoformat() in (self.file.get("exceptions") or {}):
            found = intervals(self.file["exceptions"][day.isoformat()])
        return found

    def of(self, day):
        found = self.hours(day)
        return self.week.get(day.weekday(), []) if found is None else found


def shorten(hours):
    """An hour less at the end."""
    if not hours:
        return hours
    *others, (begin, end) = sorted(hours)
    return others + ([(begin, end - 60)] if end - 60 > begin else [])


class Calendar:
    """Of the time from `since` to `until`, in seconds."""

    def __init__(self, read, name, zone, since, until):
        self.begin = since - since % SLOT
        days = Days(read, name)
        zone = zoneinfo.ZoneInfo(days.file.get("zone") or zone)
        self.sums, self.dates, self.first = [0], {}, []
        known, total = {}, 0
        for at in range(self.begin, until, SLOT):
            local = datetime.datetime.fromtimestamp(at, zone)
            day = local.date()
            if day not in known:
                known[day] = days.of(day)
                self.first.append(at)
                self.dates[at] = day
            now = local.hour * 60 + local.minute
            total += SLOT * any(begin <= now < end for begin, end in known[day])
            self.sums.append(total)
        self.first.append(until)

    def sum(self, at):
        place, rest = divmod(at - self.begin, SLOT)
        before = self.sums[place]
        return before + (rest if self.sums[place + 1] > before else 0)

    def seconds(self, begin, end):
        return self.sum(end) - self.sum(begin) if end > begin else 0

    def reach(self, begin, seconds):
        """The first second at which so many were worked."""
        wanted = self.sum(begin) + seconds
        place = max(bisect.bisect_left(self.sums, wanted) - 1, 0)
        return max(begin, self.begin + place * SLOT + wanted - self.sums[place])

    def parts(self, begin):
        """Each day from there on: its begin, end and work."""
        place = bisect.bisect_right(self.first, begin) - 1
        for first, after in zip(self.first[place:], self.first[place + 1:]):
            yield first, after, self.seconds(first, after)

    def days(self, begin, end):
        found = Fraction(0)
        for first, after, work in self.parts(begin):
            if first >= end:
                break
            if work:
                found += Fraction(self.seconds(max(first, begin), min(after, end)), work)
        return found

    def reach_days(self, begin, days):
        for first, after, work in self.parts(begin):
            rest = self.seconds(max(first, begin), after)
            if work and Fraction(rest, work) >= days:
                # To the nearest second.
                return self.reach(max(first, begin), math.floor(days * work + Fraction(1, 2)))
            days -= Fraction(rest, work) if work else 0
        raise ValueError("the calendar is too short")


class Span:
    """'4bh' of a calendar, or '30m' of none."""
    UNITS = {"m": 60, "h": 3600, "d": 86400, "bh": 3600, "bd": 1}

    def __init__(self, text):
        match = re.fullmatch(r"(\d+)([a-z]+)", text)
        self.unit = match[2]
        self.amount = Fraction(int(match[1]) * self.UNITS[self.unit])
        self.working = self.unit in ("bh", "bd")

    def measure(self, calendar, begin, end):
        if not self.working:
            return Fraction(end - begin)
        return calendar.days(begin, end) if self.unit == "bd" else \
            Fraction(calendar.seconds(begin, end))

    def after(self, calendar, begin, amount):
        if not self.working:
            return begin + math.ceil(amount)
        return calendar.reach_days(begin, amount) if self.unit == "bd" else \
            calendar.reach(begin, math.ceil(amount))
