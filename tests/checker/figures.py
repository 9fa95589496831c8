"""What the events of a store count, by the definitions of the figures; see
history.py for where events come from.

A fact is one countable thing: its name, time, ticket, the agent whom it is
credited to, and the ticket's fields as they stood then.
"""
import datetime
import math
import re
import subprocess

import history
import yaml_subset

PEOPLE_WORD = re.compile(r"^[^/@ <]+$")


class Regulation:
    def __init__(self, text):
        root = yaml_subset.document(text)
        self.classes = {name: (more.get("class", name) if isinstance(more, dict) else name)
                        for name, more in root["statuses"].items()}
        self.levels = root["levels"]
        self.past_levels = {}
        self.priorities = list(root["priorities"])

    def status_class(self, status):
        return self.classes.get(status, "open") if status else ""

    def priority(self, name):
        return self.priorities.index(name) if name in self.priorities else -1

    def finished(self, status):
        return self.status_class(status) in ("solved", "closed")

    def rank(self, level):
        return self.levels.index(level) if level in self.levels else \
            self.past_levels.get(level, -1)


# What ends a ticket that was not solved.
UNSOLVED = "duplicate", "misdirected", "no-answer", "spam"


class Ticket:
    """Its head as it stands, and its facts in the order of the walk."""

    def __init__(self, path, created):
        self.path, self.created = path, created
        self.head, self.facts = {}, []
        self.holder = None      # the last assignee
        self.arriving = False   # escalated, nobody has it yet
        self.assigned = None    # commit of the last change of assignee
        self.solver = None      # who solved it, if that lasts
        self.status_since = created
        self.stays = []         # (class, from, until or None)
        self.heads = []         # (from, head) each time a commit changed it
        self.made = self.ended = {}
        self.deleted = self.finished = False

    def head_at(self, at):
        """As it stood at the end of `at`; None before it was there."""
        found = None
        for since, head in self.heads:
            if since <= at:
                found = head
        return found

    def as_was(self, when):
        if when == "created":
            return self.made
        return self.ended if when == "solved" and self.finished else self.head


class Figures:
    """Facts and tickets of a history (history.History) up to `as_of` (seconds)."""

    def __init__(self, walk, as_of=None):
        self.history = walk
        text = self.history.git.run("show", f"{self.history.tip}:desk.yaml").decode()
        self.regulation = Regulation(text)
        self.read_past_levels()
        self.all, self.tickets = [], {}
        self.as_of = as_of
        self.known = self.entries_known()
        retracted = self.taken = self.retracted()
        self.mailed, self.writers = self.deliveries(retracted)
        self.void = self.taken_back()
        # A fact counts with the fields as its commit left them.
        pending, at_hand, before = [], None, {}
        for event in self.history.events:
            if as_of is not None and event["at"] > as_of:
                continue
            if (event["commit"], event["path"]) != at_hand:
                self.settle(pending, before)
                pending, at_hand = [], (event["commit"], event["path"])
                ticket = self.tickets.get(event["path"])
                before = dict(ticket.head) if ticket else {}
            self.take_in(event, retracted, pending)
        self.settle(pending, before)
        for ticket in self.all:
            self.finish(ticket)

    def read_past_levels(self):
        """By the words of their own time, the newest that had them."""
        git, tip = self.history.git, self.history.tip
        commits = git.run("log", "--first-parent", "-m", "--format=%H", tip, "--", "desk.yaml")
        for oid in commits.decode().split():
            try:
                levels = Regulation(git.run("show", f"{oid}:desk.yaml").decode()).levels
            except (yaml_subset.Bad, KeyError, TypeError, subprocess.CalledProcessError):
                continue
            for rank, level in enumerate(levels):
                self.regulation.past_levels.setdefault(level, rank)

    @property
    def facts(self):
        return [dict(fact, path=ticket.path) for ticket in self.all for fact in ticket.facts]

    def settle(self, pending, before):
        for fact, ticket in pending:
            fact["head"] = dict(ticket.head)
            fact["before"] = before
            if fact["name"] == "created":
                ticket.made = fact["head"]
            if fact["name"] in ("solved", "unsolved"):
                ticket.ended = fact["head"]
                fact["name"] = self.end_of(ticket, fact["name"])

    @staticmethod
    def end_of(ticket, name):
        if ticket.head.get("merged-into"):
            return "merged"
        return "unsolved" if ticket.head.get("resolution") in UNSOLVED else name

    def finish(self, ticket):
        """What is known only at the end."""
        order = sorted(ticket.facts, key=lambda fact: fact["at"])
        answers = [fact for fact in order if fact["name"] == "answered"]
        if answers and answers[0]["asked"]:
            ticket.facts.append(dict(answers[0], name="responded"))
        ticket.finished = self.regulation.finished(ticket.status)
        solutions = [fact for fact in order if fact["name"] == "solved"]
        ticket.solution = None
        if ticket.solver is not None and solutions:
            solutions[-1]["name"] = self.end_of(ticket, "solved")
            if solutions[-1]["name"] == "solved":
                ticket.solution = solutions[-1]
        if not ticket.deleted:
            ticket.stays.append((self.regulation.status_class(ticket.status),
                                 ticket.status_since, None))
        # A stay ends where a later one begins, whatever a wrong clock said.
        bound, stays = math.inf, []
        for kind, begin, end in reversed(ticket.stays):
            stays.insert(0, (kind, min(begin, bound), None if end is None else min(end, bound)))
            bound = stays[0][1]
        ticket.stays = stays

    def entries_known(self):
        """Entries said by then, and not removed since."""
        known = set()
        for event in self.history.events:
            if self.as_of is not None and event["at"] > self.as_of:
                continue
            place = event["path"], event.get("entry")
            if event["kind"] == "said":
                known.add(place)
            elif event["kind"] == "removed":
                known.discard(place)
        return known

    def retracted(self):
        found = set()
        for path, running in self.history.running.items():
            for name, entry in running.entries.items():
                if entry.get("kind") == "retract" and (path, name) in self.known:
                    found.add((path, entry.get("of")))
        return found

    def taken_back(self):
        """Changes of status that an undo took back, and those undos: as brackets close."""
        found, open_changes = set(), {}
        for event in self.history.events:
            if event["kind"] != "changed" or event["field"] != "status" or \
                    self.as_of is not None and event["at"] > self.as_of:
                continue
            stack = open_changes.setdefault(event["path"], [])
            if event["undo"] and stack and \
                    (stack[-1]["new"], stack[-1]["old"]) == (event["old"], event["new"]):
                found |= {id(event), id(stack.pop())}
            else:
                stack.append(event)
        return found

    def rating(self, path):
        """The last one that stands in its file."""
        found = None
        running = self.history.running.get(path)
        for name, entry in (running.entries if running else {}).items():
            if entry.get("kind") == "rating" and (path, name) in self.known and \
                    (path, name) not in self.taken:
                found = int(entry.get("value") or 0)
        return found if found in range(1, 6) else None

    def deliveries(self, retracted):
        """Replies that answer when they are delivered, and who wrote what each delivery sent."""
        mailed, writers = set(), {}
        for path, running in self.history.running.items():
            for name, entry in running.entries.items():
                if entry.get("kind") == "reply" and not entry.get("hold") and \
                        (entry.get("message-id") or "").startswith("<desk."):
                    mailed.add((path, name))
        for event in self.history.events:
            path, name = event["path"], event.get("entry")
            if event["kind"] != "said" or event["entry_kind"] != "delivery" or \
                    (path, name) in retracted or \
                    self.as_of is not None and event["at"] > self.as_of:
                continue
            running = self.history.running.get(path)
            said = running.entries.get(name, {}) if running else {}
            reply = running.entries.get(said.get("of"), {}) if running else {}
            sent = said.get("state") == "sent"
            if reply.get("kind") != "reply" or reply.get("automatic") or \
                    (path, said["of"]) in retracted or \
                    not sent and (said.get("rest") or said.get("state") == "reported"):
                continue
            mailed.add((path, said["of"]))
            if sent:
                writers[path, name] = reply["by"]
        return mailed, writers

    def take_in(self, event, retracted, pending):
        path = event["path"]

        def fact(name, agent, **more):
            ticket = self.tickets[path]
            one = {"name": name, "at": event["at"], "agent": agent, **more}
            ticket.facts.append(one)
            pending.append((one, ticket))
        if event["kind"] == "created":
            ticket = self.tickets[path] = Ticket(path, event["at"])
            self.all.append(ticket)
            ticket.commit, ticket.status = event["commit"], ""
            fact("created", event["author"])
            return
        ticket = self.tickets.get(path)
        if ticket is None:
            return
        if event["kind"] == "deleted":
            ticket.stays.append((self.regulation.status_class(ticket.status),
                                 ticket.status_since, event["at"]))
            if not self.regulation.finished(ticket.status):
                fact("deleted", event["author"])
            ticket.deleted = True
            del self.tickets[path]
        elif event["kind"] == "changed":
            self.changed(event, ticket, fact)
            ticket.heads.append((event["at"], dict(ticket.head)))
        elif event["kind"] == "said" and (path, event["entry"]) not in retracted and \
                (path, event["entry"]) in self.known:
            self.said(event, ticket, fact)

    def changed(self, event, ticket, fact):
        field, old, new = event["field"], event["old"], event["new"]
        if field == "assignee":
            new = self.history.agents.get(new, new)
        ticket.head[field] = new
        agent = event["author"]
        if field == "assignee":
            ticket.assigned = event["commit"]
            if new:
                if ticket.holder is None:
                    fact("taken", new)
                elif ticket.holder != new:
                    fact("reassigned", new)
                if ticket.arriving:
                    fact("arrived", new)
                ticket.arriving, ticket.holder = False, new
        elif field == "level":
            rank = self.regulation.rank
            if rank(old) >= 0 and rank(new) > rank(old):
                fact("escalated", agent)
                holder = ticket.head.get("assignee", "")
                if holder and ticket.assigned == event["commit"]:
                    fact("arrived", holder)
                else:
                    ticket.arriving = True
        elif field == "status" and id(event) not in self.void:
            self.changed_status(event, ticket, fact)

    def changed_status(self, event, ticket, fact):
        old, new, agent = event["old"], event["new"], event["author"]
        was, now = self.regulation.status_class(old), self.regulation.status_class(new)
        if old:
            ticket.stays.append((self.regulation.status_class(ticket.status),
                                 ticket.status_since, event["at"]))
        ticket.status, ticket.status_since = new, event["at"]
        if now in ("solved", "closed"):
            # What was solved stays so when it is closed, or solved once more.
            if now == "solved" and ticket.solver is None:
                ticket.solver = agent
                fact("solved", agent)
            elif was not in ("solved", "closed") and ticket.solver is None:
                fact("unsolved", agent)
        elif was in ("solved", "closed"):
            if ticket.solver is None:
                fact("revived", agent)
            else:
                fact("reopened", ticket.solver)
            ticket.solver = None

    def login(self, by):
        return self.history.agents.get(by, by) if PEOPLE_WORD.match(by) else ""

    def said(self, event, ticket, fact):
        running = self.history.running.get(event["path"])
        entry = running.entries.get(event["entry"], {}) if running else {}
        kind, by = event["entry_kind"], event["by"]
        agent = self.login(by)
        if kind in ("message", "reply", "call", "comment"):
            fact("automatic" if entry.get("automatic") else
                 "missed" if entry.get("missed") == "true" else kind, agent)
        if kind == "verify":
            fact("verified" if entry.get("state") == "ok" else "refuted", agent)
        place = event["path"], event["entry"]
        answer = kind == "reply" and not entry.get("automatic") and \
            place not in self.mailed or \
            kind == "call" and entry.get("missed") != "true"
        if place in self.writers:
            answer, by = True, self.writers[place]
            agent = self.login(by)
        if answer:
            fact("answered", agent, asked=bool(ticket.head.get("requester")),
                 own=kind == "call" and event["commit"] == ticket.commit)

    # --- a report -------------------------------------------------------------

    COUNTS = {"created": "created", "taken": "taken", "solved": "solved",
              "escalated-in": "arrived", "escalated-out": "escalated",
              "closed-unsolved": "unsolved", "reassigned": "reassigned",
              "reopened": "reopened", "messages": "message",
              "replies": "reply", "calls": "call", "comments": "comment",
              "automatic": "automatic", "calls-missed": "missed",
              "responded": "responded"}
    STOCK = {"stock-new": "new", "stock-open": "open", "pending": "pending",
             "on-hold": "on-hold"}
    OUT = "solved", "unsolved", "merged", "deleted"
    IN = "created", "reopened", "revived"

    def report(self, by, since, until, zone, as_was=None, customer=None):
        """{group: {metric: value}} of the period [since, until)."""
        groups = {}
        as_was = as_was or ("then" if by in HERE else "solved")

        def group(name):
            return groups.setdefault(name, Group())

        def group_of(ticket, at, agent, head):
            if by == "":
                return group("")
            if by == "agent":
                return group(agent)
            if by in TIMES:
                return group(name_time(by, at, zone))
            return group((head if as_was == "then" else ticket.as_was(as_was)).get(by, ""))

        last = until - 1 if self.as_of is None else min(until - 1, self.as_of)
        for ticket in self.all:
            who = ticket.as_was("solved" if as_was == "then" else as_was).get("customer", "")
            if customer is not None and who != customer:
                continue
            self.count_facts(ticket, since, until, group_of)
            self.count_stock(ticket, since, last, by, zone, group, group_of)
        self.count_repeats(since, until, group_of, customer, as_was)
        self.count_flaws(since, until, group_of)
        all_solved = sum(one.facts.count("solved") for one in groups.values())
        return {name: one.figures(all_solved) for name, one in groups.items()}

    def count_flaws(self, since, until, group_of):
        """What history says of itself; of all customers."""
        first = self.history.begun
        known = [event for event in self.history.events
                 if self.as_of is None or max(event["at"], event["committed"]) <= self.as_of]
        for event in known:
            if not since <= event["committed"] < until:
                continue
            ticket = self.tickets.get(event["path"]) or Ticket(event["path"], 0)
            who = self.login(event["by"]) if event["kind"] == "said" else event["author"]
            for name in flaws_of(event, first):
                group_of(ticket, event["committed"], who, ticket.head).flaws.append(name)
        undone = {(e["commit"], e["path"]): e for e in known if e["undo"]}
        for event in undone.values():
            if since <= event["committed"] < until:
                ticket = self.tickets.get(event["path"]) or Ticket(event["path"], 0)
                group_of(ticket, event["committed"], event["author"], ticket.head) \
                    .flaws.append("undone")

    def count_repeats(self, since, until, group_of, customer, as_was):
        alike = {}
        for ticket in self.all:
            head = ticket.head
            if customer is not None:
                continue
            if head.get("asset"):
                key = "asset", head.get("customer", ""), head["asset"].lower()
            elif head.get("requester") and head.get("category"):
                key = "person", head["requester"], head["category"]
            else:
                continue
            alike.setdefault(key, []).append((ticket.created, ticket))
        for births in alike.values():
            births.sort(key=lambda birth: birth[0])
            for (before, _), (at, ticket) in zip(births, births[1:]):
                if since <= at < until and at - before <= 30 * history.DAY:
                    fact = next(f for f in ticket.facts if f["name"] == "created")
                    group_of(ticket, at, fact["agent"], fact["head"]).repeats += 1

    def count_facts(self, ticket, since, until, group_of):
        counted = []
        order = sorted(ticket.facts, key=lambda fact: fact["at"])
        for place, fact in enumerate(order):
            if not since <= fact["at"] < until:
                continue
            head = fact["before"] if fact["name"] == "escalated" else fact["head"]
            one = group_of(ticket, fact["at"], fact["agent"], head)
            one.facts.append(fact["name"])
            if fact["agent"]:
                one.touched.add(id(ticket))
            if fact["name"] == "created" and ticket.head.get("type") == "complaint":
                about = ticket.head.get("about", "")
                group_of(ticket, fact["at"], about, head).complaints += 1
            later = [other["name"] for other in order[place + 1:]]
            if fact["name"] == "responded" and not fact["own"]:
                one.spans["first-response"].append(fact["at"] - ticket.created)
                one.within += fact["at"] - ticket.created <= WITHIN
            if fact["name"] == "solved":
                if one not in counted:
                    counted.append(one)
                    one.solved_tickets += 1
                    one.ratings += [self.rating(ticket.path)]
                    one.verified += ["not-ok" if "refuted" in later else
                                     "ok" if "verified" in later else None]
                    one.reopened_tickets += "reopened" in later
                    self.count_contacts(order, place, one)
                if fact["name"] not in (other["name"] for other in order[:place]):
                    one.spans["first-resolution"].append(fact["at"] - ticket.created)
                if fact is ticket.solution:
                    self.count_life(ticket, fact["at"], one)
            if fact["name"] == "reopened" and "solved" in later:
                one.thanks += "answered" not in later[:later.index("solved")]
            if fact["name"] == "reassigned":
                one.returned += fact["agent"] in (
                    other["agent"] for other in order[:place]
                    if other["name"] in ("taken", "reassigned"))
            if fact["name"] == "unsolved" and "unsolved" not in later:
                one.misdirected += ticket.head.get("resolution") == "misdirected"
        self.count_replies(ticket, order, since, until, group_of)

    def count_contacts(self, order, place, one):
        week = order[place]["at"] + 7 * history.DAY
        if self.as_of is None or week > self.as_of:
            one.fcr_early += 1
            return
        back = [fact for fact in order[place + 1:] if fact["name"] == "reopened"]
        soon = back[0] if back and back[0]["at"] <= week else None
        contacts = [fact for fact in order if fact["name"] == "answered"]
        one.fcr.append(soon is None and len(contacts) == 1)

    def count_life(self, ticket, until, one):
        def stood(*kinds):
            return sum(min(until, end or until) - begin for kind, begin, end in ticket.stays
                       if kind in kinds and begin < until)
        one.spans["resolution"].append(until - ticket.created)
        one.spans["agent-work"].append(stood("new", "open"))
        one.spans["pending-time"].append(stood("pending"))
        one.spans["on-hold-time"].append(stood("on-hold"))
        one.spans["requester-wait"].append(stood("new", "open", "on-hold"))

    @staticmethod
    def count_replies(ticket, order, since, until, group_of):
        waiting, begun = None, False
        for fact in order:
            if fact["name"] == "message" and begun and not fact["agent"] and waiting is None:
                waiting = fact["at"]
            if fact["name"] in ("solved", "unsolved", "merged"):
                waiting = None
            if fact["name"] == "answered":
                if waiting is not None and since <= fact["at"] < until:
                    group_of(ticket, fact["at"], fact["agent"], fact["head"]) \
                        .spans["next-reply"].append(fact["at"] - waiting)
                waiting, begun = None, True

    def count_stock(self, ticket, since, last, by, zone, group, group_of):
        stays = [stay for stay in ticket.stays if stay[0] not in ("solved", "closed")]
        if by not in TIMES:
            for kind, begin, end in stays:
                if begin <= last and (end is None or end > last):
                    head = ticket.head_at(last) or {}
                    one = group_of(ticket, last, head.get("assignee", ""), head)
                    one.stock.append(kind)
                    one.workload += 1 + self.regulation.priority(ticket.head.get("priority"))
            return
        for end in ends_of(by, since, last, zone):
            for kind, begin, until in stays:
                if begin <= end and (until is None or until > end):
                    group(name_time(by, end, zone)).stock.append(kind)


HOUR = 3600
FLAWS = ("created-edited", "edited", "removed", "retracted", "undone", "late-entries",
         "late-tickets", "older-than-store")


def flaws_of(event, first):
    late = event["committed"] - event["at"] > HOUR
    kind = event["kind"]
    if kind == "changed" and event["field"] == "created" and event["old"] != "":
        yield "created-edited"
    if kind == "edited":
        yield "edited"
    if kind in ("removed", "deleted"):
        yield "removed"
    if kind == "said" and event["entry_kind"] == "retract":
        yield "retracted"
    if kind == "said" and event["entry_kind"] not in ("call", "visit", "work") and late:
        yield "late-entries"
    if kind == "created" and late:
        yield "late-tickets"
    if kind == "created" and event["at"] < first:
        yield "older-than-store"


class Group:
    def __init__(self):
        self.flaws = []
        self.facts, self.stock = [], []
        self.solved_tickets = self.reopened_tickets = self.thanks = 0
        self.within = self.returned = self.misdirected = self.fcr_early = self.workload = 0
        self.complaints = 0
        self.fcr, self.repeats, self.touched = [], 0, set()
        self.ratings, self.verified = [], []
        self.spans = {name: [] for name in SPANS}

    def figures(self, all_solved):
        row = {metric: self.facts.count(fact) for metric, fact in Figures.COUNTS.items()}
        row |= {metric: self.stock.count(kind) for metric, kind in Figures.STOCK.items()}
        row["open"] = row["backlog"] = len(self.stock)
        row["out"] = sum(self.facts.count(name) for name in Figures.OUT)
        row["net"] = sum(self.facts.count(name) for name in Figures.IN) - row["out"]
        row |= {name: self.flaws.count(name) for name in FLAWS}
        row["complaints"] = self.complaints
        row["reopened-thanks"] = self.thanks
        row["ping-pong"], row["workload"] = self.returned, self.workload
        row["touched"] = len(self.touched)
        row["fcr-early"], row["repeats"] = self.fcr_early, self.repeats
        row["fcr"] = sum(self.fcr) / len(self.fcr) if self.fcr else None
        row["misdirected"] = self.misdirected / row["created"] if row["created"] else None
        times = self.spans["first-response"]
        row["within"] = self.within / len(times) if times else None
        row["solved-share"] = row["solved"] / all_solved if all_solved else None
        row["reopen-rate"] = self.reopened_tickets / self.solved_tickets \
            if self.solved_tickets else None
        rated = [one for one in self.ratings if one]
        row["rated"], row["csat-bad"] = len(rated), sum(one <= 2 for one in rated)
        row["csat"] = sum(rated) / len(rated) if rated else None
        row["csat-good"] = sum(one >= 4 for one in rated) / len(rated) if rated else None
        asked = [one for one in self.verified if one]
        row["verified"] = len(asked)
        row["verified-ok"] = asked.count("ok") / len(asked) if asked else None
        row["verified-share"] = len(asked) / len(self.verified) if self.verified else None
        row["csat-response"] = len(rated) / len(self.ratings) if self.ratings else None
        for what, values in self.spans.items():
            row[what + "-n"] = len(values)
            row[what + "-mean"] = int(sum(values) / len(values)) if values else None
            row[what + "-median"] = median(values)
            row[what + "-p90"] = percentile(values, 0.9)
        return row


WITHIN = 3600
SPANS = ("first-response", "next-reply", "first-resolution", "resolution", "requester-wait",
         "agent-work", "pending-time", "on-hold-time")
# Where a ticket stands is told as it was then.
HERE = "assignee", "group", "level", "status"
TIMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


def name_time(by, at, zone):
    return datetime.datetime.fromtimestamp(at, zone).strftime(TIMES[by])


def ends_of(by, since, last, zone):
    """The last second of each day, week or month that has begun by `last`."""
    if since > last:
        return []
    ends, day = {}, datetime.datetime.fromtimestamp(since, zone).date()
    while True:
        day += datetime.timedelta(days=1)
        begin = int(datetime.datetime.combine(day, datetime.time(), zone).timestamp())
        end = min(begin - 1, last)
        ends[name_time(by, end, zone)] = end
        if begin > last:
            return list(ends.values())


def median(values):
    """Of an even number the mean of the two in the middle, in whole seconds."""
    values, count = sorted(values), len(values)
    return int((values[(count - 1) // 2] + values[count // 2]) / 2) if values else None


def percentile(values, share):
    """Nearest rank."""
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None
