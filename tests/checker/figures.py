"""What the events of a store count, by the definitions of the figures; see
history.py for where events come from.

A fact is one countable thing: its name, time, ticket, the agent whom it is
credited to, and the ticket's fields as they stood then.
"""
import datetime
import math
import re

import yaml_subset

PEOPLE_WORD = re.compile(r"^[^/@ <]+$")


class Regulation:
    def __init__(self, text):
        root = yaml_subset.document(text)
        self.classes = {name: (more.get("class", name) if isinstance(more, dict) else name)
                        for name, more in root["statuses"].items()}
        self.levels = root["levels"]

    def status_class(self, status):
        return self.classes.get(status, "open") if status else ""

    def finished(self, status):
        return self.status_class(status) in ("solved", "closed")

    def rank(self, level):
        return self.levels.index(level) if level in self.levels else -1


# What ends a ticket that was not solved.
UNSOLVED = "duplicate", "misdirected", "no-answer", "spam"


class Ticket:
    def __init__(self):
        self.head = {}
        self.holder = None      # the last assignee
        self.arriving = False   # escalated, nobody has it yet
        self.created = self.first_response = None
        self.responded = None   # the fact of its first answer
        self.solved = None      # the fact of its last solution, if it lasts


class Figures:
    """Facts and tickets of a history (history.History) up to `as_of` (seconds)."""

    def __init__(self, walk, as_of=None):
        self.history = walk
        text = self.history.git.run("show", f"{self.history.tip}:desk.yaml").decode()
        self.regulation = Regulation(text)
        self.tickets, self.facts = {}, []
        self.as_of = as_of
        retracted = self.retracted()
        self.mailed, self.writers = self.deliveries(retracted)
        # A fact counts with the fields as its commit left them.
        pending, at_hand = [], None
        for event in self.history.events:
            if as_of is not None and event["at"] > as_of:
                continue
            if (event["commit"], event["path"]) != at_hand:
                self.settle(pending)
                pending, at_hand = [], (event["commit"], event["path"])
            self.take_in(event, retracted, pending)
        self.settle(pending)

    def settle(self, pending):
        for fact, ticket in pending:
            fact["head"] = dict(ticket.head)
            if fact["name"] == "solved" and ticket.head.get("resolution") in UNSOLVED:
                fact["name"] = "unsolved"
            if fact["name"] != "unsolved" or not ticket.head.get("merged-into"):
                self.facts.append(fact)

    def retracted(self):
        found = set()
        for path, running in self.history.running.items():
            for entry in running.entries.values():
                if entry.get("kind") == "retract":
                    found.add((path, entry.get("of")))
        return found

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

        def fact(name, agent):
            one = {"name": name, "at": event["at"], "path": path, "agent": agent,
                   "created": self.tickets[path].created}
            pending.append((one, self.tickets[path]))
            return one
        if event["kind"] == "created":
            self.tickets[path] = Ticket()
            self.tickets[path].created = event["at"]
            fact("created", event["author"])
            return
        ticket = self.tickets.get(path)
        if ticket is None:
            return
        if event["kind"] == "deleted":
            del self.tickets[path]
        elif event["kind"] == "changed":
            self.changed(event, ticket, fact)
        elif event["kind"] == "said" and (path, event["entry"]) not in retracted:
            self.said(event, ticket, fact)

    def changed(self, event, ticket, fact):
        field, old, new = event["field"], event["old"], event["new"]
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
                if holder and getattr(ticket, "assigned", None) == event["commit"]:
                    fact("arrived", holder)
                else:
                    ticket.arriving = True
        elif field == "status":
            was, now = self.regulation.status_class(old), self.regulation.status_class(new)
            if now == "solved" and was != "solved":
                ticket.solved = fact("solved", agent)
            elif now == "closed" and was not in ("solved", "closed"):
                fact("unsolved", agent)
            if was in ("solved", "closed") and now not in ("solved", "closed"):
                fact("reopened", agent)
                ticket.solved = None

    def said(self, event, ticket, fact):
        running = self.history.running.get(event["path"])
        entry = running.entries.get(event["entry"], {}) if running else {}
        kind, by = event["entry_kind"], event["by"]
        agent = by if PEOPLE_WORD.match(by) else ""
        if kind in ("message", "reply", "call", "comment"):
            fact(kind, agent)
        place = event["path"], event["entry"]
        answer = kind == "reply" and not entry.get("automatic") and \
            place not in self.mailed or \
            kind == "call" and entry.get("missed") != "true"
        if place in self.writers:
            answer, by = True, self.writers[place]
            agent = by if PEOPLE_WORD.match(by) else ""
        if answer and (ticket.first_response is None or
                       event["at"] < ticket.first_response):
            # Of two branches that were merged the other one may be earlier.
            if ticket.responded:
                ticket.responded["name"] = "void"
            ticket.first_response = event["at"]
            ticket.responded = fact("responded", agent) \
                if ticket.head.get("requester") else None

    # --- a report -------------------------------------------------------------

    COUNTS = {"created": "created", "taken": "taken", "solved": "solved",
              "escalated-in": "arrived", "escalated-out": "escalated",
              "closed-unsolved": "unsolved", "reassigned": "reassigned",
              "reopened": "reopened", "messages": "message",
              "replies": "reply", "calls": "call", "comments": "comment",
              "responded": "responded"}

    def report(self, by, since, until, zone):
        """{group: {metric: value}} of the period [since, until)."""
        groups, all_solved = {}, 0

        def group(name):
            return groups.setdefault(name, {
                "counts": dict.fromkeys(self.COUNTS.values(), 0), "open": 0,
                "first-response": [], "resolution": []})

        def group_of(at, agent, head):
            if by == "":
                return group("")
            if by == "agent":
                return group(agent)
            if by in TIMES:
                when = datetime.datetime.fromtimestamp(at, zone)
                return group(when.strftime(TIMES[by]))
            return group(head.get(by, ""))
        for fact in self.facts:
            if not since <= fact["at"] < until:
                continue
            if fact["name"] == "void":
                continue
            one = group_of(fact["at"], fact["agent"], fact["head"])
            one["counts"][fact["name"]] += 1
            all_solved += fact["name"] == "solved"
            if fact["name"] == "responded":
                one["first-response"].append(fact["at"] - fact["created"])
        for ticket in self.tickets.values():
            head = ticket.head
            if not self.regulation.finished(head.get("status", "")) and by not in TIMES:
                group_of(0, head.get("assignee", ""), head)["open"] += 1
            solved = ticket.solved
            if solved and not head.get("merged-into") and head.get("resolution") not in UNSOLVED \
                    and since <= solved["at"] < until:
                group_of(solved["at"], solved["agent"], solved["head"])["resolution"].append(
                    solved["at"] - ticket.created)
        found = {}
        for name, one in groups.items():
            row = found[name] = {m: one["counts"][fact] for m, fact in self.COUNTS.items()}
            row["open"] = one["open"]
            row["solved-share"] = row["solved"] / all_solved if all_solved else None
            row["reopen-rate"] = row["reopened"] / row["solved"] if row["solved"] else None
            for what in ("first-response", "resolution"):
                row[what + "-n"] = len(one[what])
                row[what + "-mean"] = int(sum(one[what]) / len(one[what])) if one[what] else None
                row[what + "-median"] = median(one[what])
                row[what + "-p90"] = percentile(one[what], 0.9)
        return found


TIMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


def median(values):
    """Of an even number the mean of the two in the middle, in whole seconds."""
    values, count = sorted(values), len(values)
    return int((values[(count - 1) // 2] + values[count // 2]) / 2) if values else None


def percentile(values, share):
    """Nearest rank."""
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None
