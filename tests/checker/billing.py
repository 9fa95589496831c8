#!/usr/bin/env python3
"""billing.py STORE DESK CUSTOMER PERIODS...  does DESK bill the same? else 1
billing.py fill SEED STORE                     work at random into every ticket

Reads the files of the tip with git alone and counts minute by minute, in
fractions; written from desk-bill(1)."""
import datetime
import json
import random
import re
import subprocess
import sys
import zoneinfo
from fractions import Fraction

import yaml_subset

UTC = datetime.timezone.utc


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


class Settings:
    def __init__(self, desk):
        own = desk.get("billing") or {}
        self.zone = zoneinfo.ZoneInfo(desk["timezone"])
        self.round = minutes(own.get("round", "1"))
        self.least = {False: minutes(own.get("minimum")), True: minutes(own.get("onsite-min"))}
        night = own.get("night", "1")
        clock = night if isinstance(night, dict) else \
            {"from": "22:00", "to": "06:00", "times": night}
        self.night = [datetime.time(*map(int, clock[key].split(":"))) for key in ("from", "to")]
        self.times = {"night": Fraction(clock["times"]),
                      "off": Fraction(own.get("weekend", "1")), "day": Fraction(1)}
        self.rate = Fraction(own.get("rate", "0"))

    def kind(self, at):
        """The dearest of what the minute is."""
        local = at.astimezone(self.zone)
        first, last = self.night
        now = local.time()
        night = first <= now < last if first < last else now >= first or now < last
        kinds = ["day"] + ["night"] * night + ["off"] * (local.weekday() >= 5)
        return max(kinds, key=lambda kind: self.times[kind])


class Allowance:
    def __init__(self, text, unit, contract, zone):
        amount, _, self.period = text.partition("/")
        self.amount = Fraction(amount) * unit
        self.keep = {"true": 1, "false": 0}.get(contract.get("roll-over"),
                                                int(contract.get("roll-over", "0")
                                                    if contract.get("roll-over", "0").isdigit()
                                                    else 0))
        self.zone, self.contract = zone, contract
        self.left = {}

    def place(self, day):
        months = {"month": 1, "quarter": 3, "year": 12}.get(self.period)
        return (day.year * 12 + day.month - 1) // months if months else 0

    def take(self, day, wanted):
        number = self.place(day)
        first = self.place(datetime.date.fromisoformat(self.contract["from"])) \
            if "from" in self.contract else number
        taken = Fraction(0)
        for place in range(max(first, number - self.keep), number + 1):
            left = self.left.setdefault(place, self.amount)
            part = min(left, wanted - taken)
            self.left[place] -= part
            taken += part
        return taken


def entries(store, customer):
    for path in git(store, "ls-tree", "-r", "--name-only", "HEAD", "tickets/").split():
        head, *said = yaml_subset.stream(git(store, "show", "HEAD:" + path))
        if head.get("customer") != customer:
            continue
        gone = {entry.get("of") for entry in said if entry["kind"] == "retract"}
        for entry in said:
            key = {"work": "minutes", "call": "talked", "visit": "onsite"}.get(entry["kind"])
            spent = minutes(entry.get(key)) if key else 0
            if spent and entry["id"] not in gone:
                began = instant(entry["began"]) if "began" in entry else \
                    instant(entry["at"]) - datetime.timedelta(minutes=spent)
                yield began, head["uid"], entry["id"], spent, entry


def contract_on(contracts, day):
    for contract in contracts:
        if contract.get("from", "0") <= day.isoformat() <= contract.get("until", "9"):
            return contract
    return None


def bill(store, customer, since, until):
    settings = Settings(yaml_subset.document(git(store, "show", "HEAD:desk.yaml")))
    file = yaml_subset.document(git(store, "show", f"HEAD:customers/{customer}.yaml"))
    contracts = file.get("contract") or []
    contracts = contracts if isinstance(contracts, list) else [contracts]
    bought = {}
    for contract in contracts:
        bought[id(contract)] = [
            Allowance(contract[key], unit, contract, settings.zone) if key in contract else None
            for key, unit in (("hours", 3600), ("visits", 1))]
    lines = {}
    for began, uid, name, spent, entry in sorted(entries(store, customer), key=lambda row: row[:3]):
        onsite = entry["kind"] == "visit" or entry.get("onsite") == "true"
        rounded = max(-(-spent // settings.round) * settings.round, settings.least[onsite])
        kinds = [settings.kind(began + datetime.timedelta(minutes=i)) for i in range(spent)]
        kinds += kinds[-1:] * (rounded - spent)
        charged = half_up(60 * sum(settings.times[kind] for kind in kinds))
        day = began.astimezone(settings.zone).date()
        contract = contract_on(contracts, day)
        hours, visits = bought[id(contract)] if contract else (None, None)
        over, price = charged, settings.rate
        if entry.get("billable") == "false":
            charged = over = 0
        elif contract:
            price = Fraction(contract.get("rate", "0"))
            if entry["kind"] == "visit" and visits and visits.take(day, 1):
                over = 0
            elif hours:
                price = Fraction(contract.get("over-rate", contract.get("rate", "0")))
                over = charged - hours.take(day, charged)
        if since <= began < until:
            lines[uid, name] = (charged, int(over), half_up(over * price * 100 / 3600))
    return lines


def compare(store, desk, customer, period):
    answer = json.loads(subprocess.run(
        [desk, "-C", store, "bill", "why", customer, period, "--json"], check=True,
        stdout=subprocess.PIPE).stdout)
    ours = bill(store, customer, instant(answer["from"]), instant(answer["until"]))
    theirs = {(line["uid"], line["entry"]): (line["charged"] or 0, line["over"] or 0, line["units"])
              for line in answer["lines"] if line["entry"]}
    bad = 0
    for key in sorted(set(ours) | set(theirs)):
        if ours.get(key) != theirs.get(key):
            print(f"{customer} {period} {key}: {theirs.get(key)}, by the files {ours.get(key)}")
            bad = 1
    if sum(line["units"] for line in answer["lines"]) != answer["units"]:
        print(f"{customer} {period}: the lines are not the total")
        bad = 1
    print(f"{customer} {period}: {len(ours)} entries compared")
    return bad


def fill(seed, store):
    draw = random.Random(seed)
    end = int(instant(git(store, "log", "-1", "--format=%cI").strip()).timestamp())
    for path in git(store, "ls-tree", "-r", "--name-only", "HEAD", "tickets/").split():
        with open(f"{store}/{path}", "a", encoding="utf-8") as file:
            for i in range(draw.randrange(12)):
                began = end - draw.randrange(120 * 86400)
                at = datetime.datetime.fromtimestamp(began, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                kind, key = draw.choice([("work", "minutes"), ("call", "talked"),
                                         ("visit", "onsite"), ("work", "minutes")])
                file.write(f"---\nid: r{seed}x{i}\nkind: {kind}\nat: {at}\nby: anna\n"
                           f"{key}: {draw.randrange(1, 400)}\n")
                if draw.random() < 0.5:
                    file.write(f"began: {at}\n")
                if draw.random() < 0.1:
                    file.write("billable: false\n")
                if kind == "work" and draw.random() < 0.2:
                    file.write("onsite: true\n")
    git(store, "commit", "-qam", "work")


if sys.argv[1:2] == ["fill"]:
    fill(int(sys.argv[2]), sys.argv[3])
elif len(sys.argv) > 4:
    sys.exit(max(compare(*sys.argv[1:4], period) for period in sys.argv[4:]))
else:
    sys.exit(__doc__)
