#!/usr/bin/env python3
"""staffing.py STORE DESK SINCE UNTIL    does DESK report load and staffing as we do?

Contacts and work by history.py, Erlang C by its sum in exact fractions: slow, and
nothing of it by the recursion that the program uses.
"""
import collections
import datetime
import json
import math
import os
import subprocess
import sys
import zoneinfo
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import history  # noqa: E402
import yaml_subset  # noqa: E402

MINUTES = {"work": "minutes", "call": "talked", "visit": "onsite"}


def erlang(load, slots):
    """The share that has to wait; None: the queue grows."""
    if slots <= load:
        return None
    term, below = Fraction(1), Fraction(0)
    for k in range(slots):
        below += term
        term = term * load / (k + 1)
    top = term * slots / (slots - load)
    return top / (below + top)


def judge(load, handle, agents, within, concurrency):
    slots = agents * concurrency
    waiting = erlang(load, slots)
    if waiting is None:
        return 0.0, None, None, None
    spare = slots - load
    level = 1 - float(waiting) * math.exp(-float(spare) * within / float(handle))
    return level, float(waiting), float(waiting * handle / spare), float(load / slots)


def needed(load, handle, within, target, concurrency, occupancy):
    for agents in range(1, 1000):
        level, _, _, busy = judge(load, handle, agents, within, concurrency)
        if busy is not None and level >= target and busy <= occupancy:
            return agents
    return None


class Store:
    def __init__(self, store):
        self.history = walk = history.History(store)
        text = walk.git.run("show", f"{walk.tip}:desk.yaml").decode()
        self.zone = zoneinfo.ZoneInfo(yaml_subset.document(text)["timezone"])
        created = [history.instant(one.head.get("created") or "") for one in
                   walk.running.values()]
        self.first = min(at for at in created if at is not None)
        self.known, self.retracted = set(), set()
        events = [event for event in walk.events if not event.get("void")]
        for event in events:
            place = event["path"], event.get("entry")
            if event["kind"] == "said":
                self.known.add(place)
            elif event["kind"] == "removed":
                self.known.discard(place)
        for path, running in walk.running.items():
            self.retracted |= {(path, one.get("of")) for one in running.entries.values()
                               if one.get("kind") == "retract"}
        removed, told = set(), set()
        for event in events:
            if event["kind"] == "removed":
                removed.add((event["path"], event["entry"]))
        self.contacts = []
        for event in events:
            place = event["path"], event.get("entry")
            if self.is_contact(event) and place not in told:
                self.contacts.append(event)
            # What was out of its file for a while counts once.
            told |= {place} & removed if event["kind"] == "said" else set()

    def counts(self, path, name):
        """Neither gone from its file nor taken back."""
        return (path, name) in self.known and (path, name) not in self.retracted

    def is_contact(self, event):
        path, name = event["path"], event.get("entry")
        if event["kind"] != "said" or event["entry_kind"] not in ("message", "call") or \
                not self.counts(path, name):
            return False
        running = self.history.running.get(path)
        entry = running.entries.get(name, {}) if running else {}
        return not entry.get("automatic") and \
            not (event["entry_kind"] == "call" and entry.get("direction") == "out")

    def hour(self, at):
        local = datetime.datetime.fromtimestamp(at, self.zone)
        return f"{local.isoweekday()} {local.hour:02}"

    def hours(self, since, until):
        day = datetime.datetime.fromtimestamp(self.first, self.zone)
        day = int(day.replace(hour=0, minute=0, second=0).timestamp())
        return collections.Counter(self.hour(at) for at in range(max(since, day), until, 3600))

    def handle(self, contacts):
        """Seconds of one, of tickets with work; None: none has."""
        minutes = worked = 0
        for path, count in collections.Counter(c["path"] for c in contacts).items():
            own = 0
            running = self.history.running.get(path)
            for name, entry in (running.entries if running else {}).items():
                field = MINUTES.get(entry.get("kind"))
                if field and self.counts(path, name):
                    own += int(entry.get(field) or 0)
            if own:
                minutes += own
                worked += count
        return Fraction(minutes * 60, worked) if worked else None


def same(what, got, wanted):
    if got is None or wanted is None:
        good = got is None and wanted is None
    else:
        good = abs(got - wanted) <= 1e-6 * max(1, abs(wanted))
    if not good:
        print(f"{what}: {got}, by history {wanted}")
    return good


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    folder, desk, since, until = sys.argv[1:]
    store = Store(folder)
    begin, end = history.instant(since), history.instant(until)

    def report(*words):
        run = subprocess.run([desk, "-C", folder, "report", *words, "--since", since, "--until",
                              until, "--json"], check=True, stdout=subprocess.PIPE, text=True)
        answer = json.loads(run.stdout)
        return answer["as-of"], {row["weekday-hour"]: row for row in answer["rows"]}

    as_of, load = report("load")
    end = min(end, history.instant(as_of) + 1)
    contacts = [one for one in store.contacts if begin <= one["at"] < end]
    counted = collections.Counter(store.hour(one["at"]) for one in contacts)
    good = True
    for hour in sorted(set(counted) | set(load)):
        good &= same(f"load {hour}", load.get(hour, {}).get("contacts", 0), counted[hour])
    seen = store.hours(begin, end)
    for given, within, target, concurrency, occupancy in (
            (None, 900, 0.8, 1, 1), (1800, 20, 0.9, 3, 0.85), (7200, 60, 0.5, 2, 1)):
        handle = Fraction(given) if given else store.handle(contacts)
        words = ["--handle", f"{given}s"] if given else []
        _, rows = report("staffing", "--within", f"{within}s", "--target", f"{target * 100:g}%",
                         "--concurrency", str(concurrency), "--occupancy",
                         f"{occupancy * 100:g}%", *words)
        good &= same("hours", len(rows), len(counted))
        for hour, row in rows.items():
            arrivals = Fraction(counted[hour], max(seen[hour], 1))
            good &= same(f"{hour} arrivals", row["arrivals"], arrivals)
            if handle is None:
                continue
            erlangs = arrivals * handle / 3600
            agents = needed(erlangs, handle, within, target, concurrency, occupancy)
            level, _, wait, busy = judge(erlangs, handle, agents, within, concurrency)
            for name, wanted in (("load", float(erlangs)), ("agents", agents), ("wait", wait),
                                 ("service-level", level), ("occupancy", busy),
                                 ("roster", agents), ("stable", True),
                                 ("naive", math.ceil(erlangs / concurrency))):
                good &= same(f"{hour} {name} of {words}", row[name], wanted)
    print(f"{len(contacts)} contacts in {len(counted)} hours of the week")
    return 0 if good and contacts else 1


sys.exit(main())
