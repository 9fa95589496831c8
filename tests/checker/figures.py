"""What the events of a store count, by the definitions of the figures; see
history.py for where events come from.

A fact is one countable thing: its name, time, ticket, the agent whom it is
credited to, and the ticket's fields as they stood then.
"""
import math
import re
import subprocess
import zoneinfo

import clocks
import groups
import history
import yaml_subset

PEOPLE_WORD = re.compile(r"^[^/@ <]+$")


class Regulation:
    def __init__(self, text):
        root = yaml_subset.document(text)
        self.classes = {name: (more.get("class", name) if isinstance(more, dict) else name)
                        for name, more in root["statuses"].items()}
        self.past_classes = {}
        self.renamed = {was: name for name, more in root["statuses"].items()
                        if isinstance(more, dict) for was in more.get("was") or []}
        self.levels = root["levels"]
        self.past_levels = {}
        self.priorities = list(root["priorities"])
        self.unsolved = UNSOLVED
        self.zone = zoneinfo.ZoneInfo(root["timezone"])

    def called(self, status):
        """What a renamed one is called now."""
        return self.renamed.get(status, status)

    def status_class(self, status):
        """By the words of its own time."""
        past = self.past_classes.get(status, "open")
        return self.classes.get(self.called(status), past) if status else ""

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
        self.solver = self.solved_at = None  # who solved it and when, if that lasts
        self.status_since = created
        self.stays = []         # (class, from, until or None)
        self.heads = []         # (from, field, value) of each change
        self.made = self.ended = {}
        self.deleted = self.finished = False
        self.moments = []       # as commits left it
        self.marks = []         # (at, place, is an answer) of who wrote
        self.clocks = []

    def head_at(self, at):
        """As it stood at the end of `at`; None before it was there."""
        return {field: value for since, field, value in self.heads if since <= at} or None

    def as_was(self, when):
        if when == "created":
            return self.made
        return self.ended if when == "solved" and self.finished else self.head


def asks(fact):
    """Who waits since then: a message of the requester's side, a call that was missed."""
    return fact["name"] == "message" and not fact["agent"] or \
        fact["name"] == "missed" and not fact["out"]


def straight(events):
    """What came from the future was not after what followed it."""
    bounds = {}
    for event in reversed(events):
        if event["kind"] in ("changed", "deleted"):
            event["at"] = bounds[event["path"]] = min(
                event["at"], bounds.get(event["path"], math.inf))
        elif event["kind"] == "created":
            bounds.pop(event["path"], None)
    return events


class Figures:
    """Facts and tickets of a history (history.History) up to `as_of` (seconds), else
    as they stand `now`."""

    def __init__(self, walk, as_of=None, now=None, rules=None):
        self.history = walk
        self.events = straight([dict(event) for event in walk.events if not event.get("void")
                                and (as_of is None or event["at"] <= as_of)])
        text = self.history.git.run("show", f"{self.history.tip}:desk.yaml").decode()
        self.regulation = Regulation(text)
        self.read_past()
        self.all, self.tickets = [], {}
        self.as_of = as_of
        self.now = as_of if as_of is not None else now or walk.events[-1]["at"]
        self.rules = rules or clocks.Rules(walk)
        self.unreadable = set(walk.unreadable())
        self.told, self.removed = set(), set()
        self.known = self.entries_known()
        retracted = self.taken = self.retracted()
        self.mailed, self.writers = self.deliveries(retracted)
        self.void = self.taken_back()
        # A fact counts with the fields as its commit left them.
        pending, at_hand, before = [], None, {}
        for event in self.events:
            if (event["commit"], event["path"]) != at_hand:
                self.settle(pending, before)
                pending, at_hand = [], (event["commit"], event["path"])
                ticket = self.tickets.get(event["path"])
                before = dict(ticket.head) if ticket else {}
            self.take_in(event, retracted, pending)
        self.settle(pending, before)
        for ticket in self.all:
            self.finish(ticket)

    def read_past(self):
        """By the words of their own time, the newest that had them."""
        git, tip = self.history.git, self.history.tip
        commits = git.run("log", "--first-parent", "-m", "--format=%H", tip, "--", "desk.yaml")
        for oid in commits.decode().split():
            try:
                then = Regulation(git.run("show", f"{oid}:desk.yaml").decode())
            except (yaml_subset.Bad, KeyError, TypeError, subprocess.CalledProcessError):
                continue
            for status, its in then.classes.items():
                self.regulation.past_classes.setdefault(status, its)
            for rank, level in enumerate(then.levels):
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
        if answers and answers[0]["asked"] and self.asked(ticket):
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
            if end is not None:
                bound = end = min(end, bound)
            bound = min(begin, bound)
            stays.insert(0, (kind, bound, end))
        ticket.stays = stays
        self.measure(ticket)

    def measure(self, ticket):
        """The clocks; what an agent or a schedule opened alone is not asked for."""
        if ticket.deleted:
            return
        marks = [(max(at, ticket.created), *more) for at, *more in ticket.marks]
        ticket.clocks = clocks.Clocks(self.rules, self.regulation, ticket.moments, marks,
                                      ticket.created, self.asked(ticket)).found

    @staticmethod
    def asked(ticket):
        return ticket.head.get("channel") != "schedule"

    def entries_known(self):
        """Entries said by then, and not removed since."""
        known = set()
        for event in self.events:
            place = event["path"], event.get("entry")
            if event["kind"] == "said":
                known.add(place)
            elif event["kind"] == "removed":
                known.discard(place)
                self.removed.add(place)
        return known

    def entry(self, path, name):
        """As its file has it now, or had it last: of what was removed only its event
        tells."""
        return self.entries_of(path).get(name, {})

    def entries_of(self, path):
        running = self.history.running.get(path)
        return running.entries if running else {}

    def retracted(self):
        found = set()
        for path, name in self.known:
            entry = self.entry(path, name)
            if entry.get("kind") == "retract":
                found.add((path, entry.get("of")))
        return found

    def taken_back(self):
        """Changes of status that an undo took back, and those undos: as brackets close."""
        found, open_changes = set(), {}
        for event in self.events:
            if event["kind"] != "changed" or event["field"] != "status":
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
        for name, entry in self.standing(path):
            if entry.get("kind") == "rating":
                found = int(entry.get("value") or 0)
        return found if found in range(1, 6) else None

    def standing(self, path):
        """The entries of its file that were there then, and not taken back."""
        for name, entry in self.entries_of(path).items():
            if (path, name) in self.known and (path, name) not in self.taken:
                yield name, entry

    def minutes(self, ticket):
        """What was worked on it, on the phone and on site, too."""
        spent = [groups.work_of(entry, 0) for _, entry in self.standing(ticket.path)]
        return sum(one[1] for one in spent if one)

    def work(self):
        """(path, when it was committed, by whom, what) of each that stands."""
        written = {}
        for event in self.events:
            if event["kind"] == "said":
                written.setdefault((event["path"], event["entry"]), []).append(event)
        for path in self.history.running:
            for name, entry in self.standing(path):
                events = written[path, name]
                work = groups.work_of(entry, events[0]["at"])
                if work:
                    # Where it was out of its file for a while, when it first came.
                    yield path, min(one["committed"] for one in events), self.login(
                        entry.get("agent") or entry["by"]), work

    def deliveries(self, retracted):
        """Replies that answer when they are delivered, and who wrote what each delivery sent."""
        mailed, writers = set(), {}
        for place in self.known:
            entry = self.entry(*place)
            if entry.get("kind") == "reply" and not entry.get("hold") and \
                    (entry.get("message-id") or "").startswith("<desk."):
                mailed.add(place)
        for event in self.events:
            path, name = event["path"], event.get("entry")
            if event["kind"] != "said" or event["entry_kind"] != "delivery" or \
                    (path, name) in retracted:
                continue
            said = self.entry(path, name)
            reply = self.entry(path, said.get("of"))
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
            one = {"name": name, "at": event["at"], "agent": agent, "place": event["place"],
                   "entry": event.get("entry"), **more}
            ticket.facts.append(one)
            pending.append((one, ticket))
        if event["kind"] == "created":
            if path in self.tickets:
                # Its end is not known yet: it is the same.
                self.all.remove(self.tickets[path])
            ticket = self.tickets[path] = Ticket(path, event["at"])
            self.all.append(ticket)
            ticket.commit, ticket.status = event["commit"], ""
            self.place = event["place"]
            self.keep_moment(event, ticket)
            fact("created", event["author"])
            return
        ticket = self.tickets.get(path)
        if ticket is None:
            return
        self.place = event["place"]
        if event["kind"] == "deleted":
            ticket.stays.append((self.regulation.status_class(ticket.status),
                                 ticket.status_since, event["at"]))
            if not self.regulation.finished(ticket.status):
                fact("deleted", event["author"])
            ticket.deleted = True
            del self.tickets[path]
        elif event["kind"] == "changed":
            self.changed(event, ticket, fact)
            if id(event) not in self.void and event["field"] in clocks.FIELDS:
                self.keep_moment(event, ticket)
            field = event["field"]
            ticket.heads.append((event["at"], field, ticket.head[field]))
        elif event["kind"] == "said" and (path, event["entry"]) not in retracted and \
                (path, event["entry"]) in self.known:
            count, facts = len(pending), len(ticket.facts)
            self.said(event, ticket, fact)
            ticket.marks += [(one["at"], one["place"], one["name"] == "answered")
                             for one in ticket.facts[facts:]
                             if one["name"] == "answered" or asks(one)]
            if not self.is_new(path, event["entry"]):
                del pending[count:], ticket.facts[facts:]

    def is_new(self, path, name):
        """One that was out of its file for a while counts once."""
        told = (path, name) in self.told
        if (path, name) in self.removed:
            self.told.add((path, name))
        return not told

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
                ticket.solver, ticket.solved_at = agent, event["at"]
                fact("solved", agent)
            elif was not in ("solved", "closed") and ticket.solver is None:
                fact("unsolved", agent)
        elif was in ("solved", "closed"):
            if ticket.solver is None:
                fact("revived", agent)
            else:
                fact("reopened", ticket.solver)
            ticket.solver = None

    @staticmethod
    def keep_moment(event, ticket):
        """The fields of one commit change together."""
        moments = ticket.moments
        if not moments or moments[-1].place != event["place"]:
            for own in moments:
                # What came from the future was not after what followed it.
                own.at = min(own.at, event["at"])
            moments.append(clocks.Moment(event["place"], event["commit"], event["at"], {}))
        moments[-1].head = dict(ticket.head, status=ticket.status)

    def login(self, by):
        return self.history.agents.get(by, by) if PEOPLE_WORD.match(by) else ""

    def said(self, event, ticket, fact):
        entry = self.entry(event["path"], event["entry"])
        kind, by = event["entry_kind"], event["by"]
        agent = self.login(by)
        if kind in ("message", "reply", "call", "comment"):
            fact("automatic" if entry.get("automatic") else
                 "missed" if entry.get("missed") == "true" else kind, agent,
                 out=entry.get("direction") == "out")
        if kind == "verify":
            fact("verified" if entry.get("state", "ok") == "ok" else "refuted", agent)
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
