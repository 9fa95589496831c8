#!/usr/bin/env python3
"""billing.py STORE DESK CUSTOMER PERIODS...  does DESK bill the same? else 1
billing.py fill SEED STORE                     work at random into every ticket
billing.py retract SEED STORE                  a part of the work taken back
billing.py stir SEED STORE                     half a year of other prices, rounding
                                               and customers

Reads the files and their history with git alone and counts minute by minute, in
fractions, each month by what stood at its end; what was written down or taken back
after a month was closed, in the next that is open. Written from desk-bill(1) and desk-month(1)."""
import datetime
import functools
import json
import os
import random
import re
import subprocess
import sys
import zoneinfo
from fractions import Fraction

import yaml_subset

UTC = datetime.timezone.utc
MAX = datetime.datetime.max.replace(tzinfo=UTC)


def git(store, *words):
    return subprocess.run(["git", "-C", store, *words], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def minutes(text):
    match = re.fullmatch(r"(?:(\d+)h)?(\d+)?m?", text or "0")
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def half_up(value):
    return (value + Fraction(1, 2)).__floor__()


class Past:
    """A file as its commits of the first line left it."""

    def __init__(self, store, path, zone):
        self.zone, self.versions = zone, []
        for row in git(store, "log", "--first-parent", "--reverse", "--format=%H %cI", "--",
                       path).split("\n")[:-1]:
            commit, at = row.split(" ")
            try:
                text = git(store, "show", f"{commit}:{path}")
            except subprocess.CalledProcessError:
                text = ""  # it was removed
            self.versions.append((instant(at), text))

    def end_of_month(self, at):
        local = at.astimezone(self.zone)
        return datetime.datetime(local.year + local.month // 12, local.month % 12 + 1, 1,
                                 tzinfo=self.zone).astimezone(UTC)

    def at_end(self, end, says):
        """What stood then, or at the end of the first later month that says something."""
        then = [text for at, text in self.versions if at < end]
        if then and says(then[-1]):
            return then[-1]
        for (at, text), after in zip(self.versions, self.versions[1:] + [None]):
            if at >= end and says(text) and (not after or after[0] >= self.end_of_month(at)):
                return text
        return then[-1] if then else ""


class Settings:
    def __init__(self, desk):
        own = desk.get("billing") or {}
        self.zone = zoneinfo.ZoneInfo(desk["timezone"])
        self.round = minutes(own.get("round", "1"))
        self.least = {False: minutes(own.get("minimum")),
                      True: minutes(own.get("onsite-min", own.get("minimum")))}
        night = own.get("night", "1")
        clock = night if isinstance(night, dict) else \
            {"from": "22:00", "to": "06:00", "times": night}
        self.night = [datetime.time(*map(int, clock[key].split(":"))) for key in ("from", "to")]
        self.times = {"night": Fraction(clock["times"]),
                      "off": Fraction(own.get("weekend", "1")), "day": Fraction(1)}
        self.rate = Fraction(own.get("rate", "0"))
        self.vat = own.get("vat", "none")

    def kind(self, at):
        """The dearest of what the minute is."""
        local = at.astimezone(self.zone)
        first, last = self.night
        now = local.time()
        night = first <= now < last if first < last else now >= first or now < last
        kinds = ["day"] + ["night"] * night + ["off"] * (local.weekday() >= 5)
        return max(kinds, key=lambda kind: self.times[kind])


MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Allowance:
    """Hours or visits of the contracts of one number."""

    def __init__(self):
        self.left = []  # [amount, number of the last period that may take it]
        self.number, self.until, self.begin = 0, None, None
        self.period = self.amount = None

    def renew(self, contract, key, unit, month):
        self.contract = contract
        begin = max(contract["from"], month)
        new = self.period is None or self.begin_of_contract != contract["from"]
        self.begin_of_contract = contract["from"]
        if key not in contract:
            self.period = None
            return
        amount, _, period = contract[key].partition("/")
        self.amount, self.period = Fraction(amount) * unit, period or "term"
        self.opening = Fraction(contract.get("opening", "0")) * 3600 if key == "hours" else 0
        keep = contract.get("roll-over", "0")
        self.keep = {"true": 1, "false": 0}.get(keep) if not keep.isdigit() else int(keep)
        if new:
            self.until = begin  # the day on which the next one begins

    def next_begin(self, day):
        if self.period == "term":
            return datetime.date.max
        months = MONTHS[self.period]
        place = ((day.year * 12 + day.month - 1) // months + 1) * months
        return datetime.date(place // 12, place % 12 + 1, 1)

    def run(self, day):
        while self.period and self.until <= day <= self.contract["until"]:
            begin = self.until
            self.number += 1
            if self.opening and begin == self.contract["from"]:
                self.left.append([self.opening, self.number + max(self.keep, 1) - 1])
            self.left.append([self.amount, self.number + self.keep])
            self.until = self.next_begin(begin)

    def take(self, day, wanted):
        self.run(day)
        taken = Fraction(0)
        for bucket in self.left:
            if bucket[1] >= self.number:
                part = min(bucket[0], wanted - taken)
                bucket[0] -= part
                taken += part
        return taken

    def give(self, day, amount):
        """Back to the present period, as long as that buys any."""
        self.run(day)
        if self.period and self.left:
            self.left[-1][0] += amount


def entries(store, customer, past):
    for path in git(store, "ls-tree", "-r", "--name-only", "HEAD", "tickets/").split():
        head, *said = yaml_subset.stream(git(store, "show", "HEAD:" + path))
        history = past(path)
        gone = {}
        for entry in said:
            if entry["kind"] == "retract":
                gone[entry["of"]] = min(gone.get(entry["of"], MAX), instant(entry["at"]))
        for entry in said:
            key = {"work": "minutes", "call": "talked", "visit": "onsite"}.get(entry["kind"])
            spent = minutes(entry.get(key)) if key else 0
            if spent:
                began = instant(entry["began"]) if "began" in entry else \
                    instant(entry["at"]) - datetime.timedelta(minutes=spent)
                then = history.at_end(history.end_of_month(began), owner)
                if owner(then) == customer:
                    yield began, head["uid"], entry["id"], spent, dict(
                        entry, gone=gone.get(entry["id"]))


@functools.lru_cache(None)
def owner(text):
    return yaml_subset.stream(text)[0].get("customer") if text else None


@functools.lru_cache(None)
def contracts_of(text):
    found = (yaml_subset.document(text).get("contract") if text else None) or []
    found = [dict(one) for one in (found if isinstance(found, list) else [found])]
    for one in found:
        for key, none in (("from", "0001-01-01"), ("until", "9999-12-30")):
            one[key] = datetime.date.fromisoformat(one.get(key, none))
    return sorted(found, key=lambda one: one["from"])


def goes_on(before, after):
    return before.get("number") == after.get("number") and (
        before["from"] == after["from"] or
        before["from"] < after["from"] <= before["until"] + datetime.timedelta(1))


def next_month(day):
    return datetime.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_between(first, last):
    day = datetime.date(first.year, 1, 1)
    while day <= last:
        yield day, next_month(day)
        day = next_month(day)


def closed_bills(store, customer):
    """(month, the entries of its bill, and was it less?) of each that is closed."""
    for path in git(store, "ls-tree", "-r", "--name-only", "HEAD", "bills/").split():
        bill = yaml_subset.document(git(store, "show", "HEAD:" + path))
        if bill["customer"] == customer:
            yield datetime.date.fromisoformat(bill["month"] + "-01"), {
                (line.get("ticket"), line.get("entry"), line.get("charged", "").startswith("-"))
                for line in bill.get("lines") or []}


class Book:
    """The accounts of one customer, month by month."""

    def __init__(self, store, customer):
        zone = zoneinfo.ZoneInfo(yaml_subset.document(git(store, "show", "HEAD:desk.yaml"))
                                 ["timezone"])
        self.zone, self.accounts, self.lines = zone, [], {}
        self.covered = {}  # by a visit? how many seconds?
        self.vat = {}  # of an entry, or of the day on which a period may begin

        def past(path):
            return Past(store, path, zone)
        self.regulation, self.file = past("desk.yaml"), past(f"customers/{customer}.yaml")
        self.closed = dict(closed_bills(store, customer))
        found = list(entries(store, customer, past))
        self.entries = sorted((*self.counted(found), *self.taken_back(found)),
                              key=lambda row: row[:4])

    def first(self, at):
        """Of the month of a time."""
        return at.astimezone(self.zone).date().replace(day=1)

    def counted(self, found):
        """When each counts; what was taken back while its month was open, never."""
        for began, uid, name, spent, entry in found:
            closed = self.closed_in(uid, name, False)
            if closed == self.first(began) or (
                    not closed and not entry["gone"] and self.first(began) not in self.closed):
                yield began, began, uid, name, spent, entry
            elif closed or not entry["gone"]:
                yield (self.correction(began, instant(entry["at"]), closed), began, uid, name,
                       spent, entry)

    def taken_back(self, found):
        """What a closed bill has, with nothing but the id of its entry."""
        for began, uid, name, _, entry in found:
            if entry["gone"] and self.closed_in(uid, name, False):
                yield (self.correction(began, entry["gone"], self.closed_in(uid, name, True)),
                       began, uid, name, None, None)

    def closed_in(self, uid, name, less):
        return next((month for month, lines in sorted(self.closed.items())
                     if (uid, name, less) in lines), None)

    def correction(self, began, said, closed):
        """In the month whose bill has it, else in the next that is open."""
        month = closed or max(next_month(self.first(began)), self.first(said))
        while not closed and month in self.closed:
            month = next_month(month)
        last = self.midnight(next_month(month)) - datetime.timedelta(seconds=1)
        return min(max(said, self.midnight(month)), last)

    def midnight(self, day):
        return datetime.datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def account(self, contract):
        for account in self.accounts:
            if goes_on(account[0], contract):
                return account
        self.accounts.append([contract, Allowance(), Allowance()])
        return self.accounts[-1]

    def month(self, first, after):
        """Of what the month's end knew: the entries that began in it."""
        def touches(text):
            return any(one["from"] < after and one["until"] >= first and
                       {"hours", "visits", "rate", "over-rate", "fee"} & set(one)
                       for one in contracts_of(text))
        end = self.midnight(after)
        desk = yaml_subset.document(self.regulation.at_end(end, lambda text: re.search(
            "^billing:", text, re.M)))
        settings = Settings(dict(desk, timezone=self.zone.key))
        contracts = [one for one in contracts_of(self.file.at_end(end, touches))
                     if one["from"] < after and one["until"] >= first]
        for one in contracts:
            self.vat[max(one["from"], first)] = one.get("vat", settings.vat)
        for account in self.accounts:
            if not any(goes_on(account[0], one) for one in contracts):
                account[1].period = account[2].period = None
        mine = [row for row in self.entries if self.midnight(first) <= row[0] < end]
        for day in sorted({max(one["from"], first) for one in contracts} | {first}):
            for one in contracts:
                if max(one["from"], first) == day:
                    for old in self.accounts:
                        for allowance in old[1:]:
                            allowance.run(day - datetime.timedelta(1))
                    account = self.account(one)
                    account[0] = one
                    account[1].renew(one, "hours", 3600, first)
                    account[2].renew(one, "visits", 1, first)
            later = [max(one["from"], first) for one in contracts if one["from"] > day]
            stop = self.midnight(min(later)) if later else end
            for row in mine:
                if self.midnight(day) <= row[0] < stop:
                    self.entry(settings, contracts, *row)
        for account in self.accounts:
            for allowance in account[1:]:
                allowance.run(after - datetime.timedelta(1))

    def entry(self, settings, contracts, when, began, uid, name, spent, entry):
        day = when.astimezone(self.zone).date()
        contract = next((one for one in contracts if one["from"] <= day <= one["until"]), None)
        if not entry:
            self.back(contract, day, when, uid, name)
            return
        onsite = entry["kind"] == "visit" or entry.get("onsite") == "true"
        rounded = max(-(-spent // settings.round) * settings.round, settings.least[onsite])
        kinds = [settings.kind(began + datetime.timedelta(minutes=i)) for i in range(spent)]
        kinds += kinds[-1:] * (rounded - spent)
        charged = half_up(60 * sum(settings.times[kind] for kind in kinds))
        over, price, visit = charged, settings.rate, False
        self.vat[uid, name] = (contract or {}).get("vat", settings.vat)
        if entry.get("billable") == "false":
            charged = over = 0
        elif contract:
            _, hours, visits = self.account(contract)
            price = Fraction(contract.get("rate", "0"))
            if entry["kind"] == "visit" and "visits" in contract and visits.take(day, 1):
                over, visit = 0, True
            elif "hours" in contract:
                price = Fraction(contract.get("over-rate", contract.get("rate", "0")))
                over = charged - hours.take(day, charged)
        self.covered[uid, name] = visit, charged - over
        self.lines[uid, name, False] = (when, charged, int(over),
                                        half_up(over * price * 100 / 3600))

    def back(self, contract, day, when, uid, name):
        """The line once more, less than nothing; what it took may be used again."""
        _, *figures = self.lines[uid, name, False]
        if not figures[0]:
            return
        self.lines[uid, name, True] = (when, *(-figure for figure in figures))
        visit, seconds = self.covered[uid, name]
        if contract:
            _, hours, visits = self.account(contract)
            (visits if visit else hours).give(day, 1 if visit else seconds)


def bill(store, customer, since, until):
    book = Book(store, customer)
    begins = [row[1].astimezone(book.zone).date() for row in book.entries]
    begins += [one["from"] for _, text in book.file.versions for one in contracts_of(text)
               if one["from"] > datetime.date.min]
    begins.append(since.astimezone(book.zone).date())
    for first, after in months_between(min(begins), (until - datetime.timedelta(seconds=1))
                                       .astimezone(book.zone).date()):
        book.month(first, after)
    return {key: line[1:] for key, line in book.lines.items() if since <= line[0] < until}, book


def tax(book, lines):
    """Of each month's sum at each percent, in whole kopecks; None: there is none."""
    sums = {}
    for line in lines:
        entry = (line["uid"], line["entry"]) if line["entry"] else None
        # A correction is of the month in which it is billed.
        less = (line["charged"] or 0) < 0
        at = book.lines[(*entry, less)][0] if entry else instant(line["began"])
        day = at.astimezone(book.zone).date()
        rate = book.vat[entry or day]
        if line["units"] and rate != "none":
            key = day.year, day.month, Fraction(rate)
            sums[key] = sums.get(key, 0) + line["units"]
    all_of_it = sum(half_up(units * key[2] / (100 + key[2])) for key, units in sums.items())
    sign, all_of_it = "-" * (all_of_it < 0), abs(all_of_it)
    return f"{sign}{all_of_it // 100}.{all_of_it % 100:02}" if sums else None


def compare(store, desk, customer, period):
    answer = json.loads(subprocess.run(
        [desk, "-C", store, "bill", "why", customer, period, "--json"], check=True,
        stdout=subprocess.PIPE).stdout)
    ours, book = bill(store, customer, instant(answer["from"]), instant(answer["until"]))
    theirs = {(line["uid"], line["entry"], (line["charged"] or 0) < 0): (
        line["charged"] or 0, line["over"] or 0, line["units"])
              for line in answer["lines"] if line["entry"]}
    bad = 0
    for key in sorted(set(ours) | set(theirs)):
        if ours.get(key) != theirs.get(key):
            print(f"{customer} {period} {key}: {theirs.get(key)}, by the files {ours.get(key)}")
            bad = 1
    if sum(line["units"] for line in answer["lines"]) != answer["units"]:
        print(f"{customer} {period}: the lines are not the total")
        bad = 1
    if tax(book, answer["lines"]) != answer["vat"]:
        print(f"{customer} {period}: VAT {answer['vat']}, by the files "
              f"{tax(book, answer['lines'])}")
        bad = 1
    bad |= not is_act(store, desk, customer, period, answer["units"])
    print(f"{customer} {period}: {len(ours)} entries compared, "
          f"{sum(key[2] for key in ours)} taken back")
    return bad


def is_act(store, desk, customer, period, units):
    """Is the act of a month that is closed over the same, and its lines, too?"""
    if f"bills/{period}-{customer}.yaml" not in git(
            store, "ls-tree", "-r", "--name-only", "HEAD", "bills/").split():
        return True
    act = json.loads(subprocess.run(
        [desk, "-C", store, "month", "show", period, customer, "--json"],
        check=False, stdout=subprocess.PIPE).stdout or "{}")
    shown = act.get("units", 0), sum(line["units"] for line in act.get("lines", []))
    if shown != (units, units):
        print(f"{customer} {period}: the act is over {shown}, the bill over {units}")
    return shown == (units, units)


def fill(seed, store):
    draw = random.Random(seed)
    end = int(instant(git(store, "log", "-1", "--format=%cI").strip()).timestamp())
    for path in git(store, "ls-tree", "-r", "--name-only", "HEAD", "tickets/").split():
        with open(f"{store}/{path}", "a", encoding="utf-8") as file:
            for i in range(draw.randrange(12)):
                began = end - draw.randrange(120 * 86400)
                late = draw.random() < 0.2  # written down at last
                at, began = (datetime.datetime.fromtimestamp(time, UTC).strftime(
                    "%Y-%m-%dT%H:%M:%SZ") for time in (end if late else began, began))
                kind, key = draw.choice([("work", "minutes"), ("call", "talked"),
                                         ("visit", "onsite"), ("work", "minutes")])
                file.write(f"---\nid: r{seed}x{i}\nkind: {kind}\nat: {at}\nby: anna\n"
                           f"{key}: {draw.randrange(1, 400)}\n")
                if late or draw.random() < 0.5:
                    file.write(f"began: {began}\n")
                if draw.random() < 0.1:
                    file.write("billable: false\n")
                if kind == "work" and draw.random() < 0.2:
                    file.write("onsite: true\n")
    git(store, "commit", "-qam", "work")


def retract(seed, store):
    """What an agent takes back, one in six."""
    draw = random.Random(seed)
    now = int(instant(git(store, "log", "-1", "--format=%cI").strip()).timestamp()) + 3600
    at = datetime.datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for path in git(store, "ls-tree", "-r", "--name-only", "HEAD", "tickets/").split():
        _, *said = yaml_subset.stream(git(store, "show", "HEAD:" + path))
        with open(f"{store}/{path}", "a", encoding="utf-8") as file:
            for entry in said:
                if entry["kind"] in ("work", "call", "visit") and draw.random() < 1 / 6:
                    file.write(f"---\nid: t{seed}{entry['id']}\nkind: retract\nat: {at}\n"
                               f"by: anna\nof: {entry['id']}\n")
    when = f"{now} +0000"
    subprocess.run(["git", "-C", store, "commit", "-qam", "taken back", "--no-verify"],
                   check=True, env=dict(os.environ, GIT_AUTHOR_DATE=when,
                                        GIT_COMMITTER_DATE=when))
    print(now)


def stir(seed, store):
    """Commits that change what bills are made by, each some days after the other.
    The hook refuses what is dated ahead of DESK_NOW, rightly: it is not asked."""
    draw = random.Random(seed)
    now = int(instant(git(store, "log", "-1", "--format=%cI").strip()).timestamp())
    tickets = git(store, "ls-tree", "-r", "--name-only", "HEAD", "tickets/").split()
    for _ in range(24):
        now += draw.randrange(1, 15 * 86400)
        path, pattern, new = draw.choice([
            ("desk.yaml", r"round: \w+", f"round: {draw.choice([5, 10, 15, 30, 60])}m"),
            ("desk.yaml", r"minimum: \w+", f"minimum: {draw.choice([5, 20, 40])}m"),
            ("customers/romashka.yaml", r" rate: [\d.]+", f" rate: {draw.randrange(4000)}"),
            ("desk.yaml", r"vat: \w+", f"vat: {draw.choice(['none', 0, 10, 20, 22])}"),
            ("customers/romashka.yaml", r"vat: [\w.]+", f"vat: {draw.choice(['none', 5, 8.1])}"),
            ("customers/romashka.yaml", r"hours: \w+", f"hours: {draw.randrange(30)}"),
            ("customers/acme.yaml", r"hours: [\d.]+", f"hours: {draw.randrange(30)}"),
            (draw.choice(tickets), r"customer: \w+",
             "customer: " + draw.choice(["romashka", "acme", "free"]))])
        with open(f"{store}/{path}", encoding="utf-8") as file:
            text = file.read()
        with open(f"{store}/{path}", "w", encoding="utf-8") as file:
            file.write(re.sub(pattern, new, text, count=1))
        at = f"{now} +0000"
        subprocess.run(["git", "-C", store, "commit", "-qam", "stir", "--allow-empty",
                        "--no-verify"], check=True,
                       env=dict(os.environ, GIT_AUTHOR_DATE=at, GIT_COMMITTER_DATE=at))
    print(now)


if sys.argv[1:2] == ["fill"]:
    fill(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1:2] == ["retract"]:
    retract(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1:2] == ["stir"]:
    stir(int(sys.argv[2]), sys.argv[3])
elif len(sys.argv) > 4:
    sys.exit(max(compare(*sys.argv[1:4], period) for period in sys.argv[4:]))
else:
    sys.exit(__doc__)
