"""What the events of a store count, by the definitions of the figures; see
history.py for where events come from.

A fact is one countable thing: its name, time, ticket, the agent whom it is
credited to, and the ticket's fields as they stood then.
"""
import math
import re

import history
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


class Ticket:
    def __init__(self):
        self.head = {}
        self.holder = None
        self.created = self.first_response = self.first_solved = self.solved = None
        self.last_reply = None


class Figures:
    """Facts and tickets of a store's history up to `as_of` (seconds)."""

    def __init__(self, store, tip="main", as_of=None):
        self.history = history.History(store, tip)
        text = self.history.git.run("show", f"{self.history.tip}:desk.yaml").decode()
        self.regulation = Regulation(text)
        self.tickets, self.facts = {}, []
        self.entries = {}  # path → id → entry as last said
        retracted = self.retracted()
        for event in self.history.events:
            if as_of is None or event["at"] <= as_of:
                self.take_in(event, retracted)

    def retracted(self):
        found = set()
        for path, running in self.history.running.items():
            for entry in running.entries.values():
                if entry.get("kind") == "retract":
                    found.add((path, entry.get("of")))
        return found

    def fact(self, name, event, ticket, agent, **more):
        self.facts.append({"name": name, "at": event["at"], "path": event["path"],
                           "agent": agent, "head": dict(ticket.head), **more})

    def take_in(self, event, retracted):
        path = event["path"]
        if event["kind"] == "created":
            self.tickets[path] = ticket = Ticket()
            ticket.created = event["at"]
            ticket.appeared = event["commit"]
            self.fact("created", event, ticket, event["author"])
            return
        ticket = self.tickets.get(path)
        if ticket is None:
            return
        if event["kind"] == "deleted":
            del self.tickets[path]
        elif event["kind"] == "changed":
            self.changed(event, ticket)
        elif event["kind"] == "said" and (path, event["entry"]) not in retracted:
            self.said(event, ticket)

    def changed(self, event, ticket):
        field, old, new = event["field"], event["old"], event["new"]
        before = dict(ticket.head)
        ticket.head[field] = new
        agent = event["author"]
        if field == "assignee" and new:
            if ticket.holder is None:
                self.fact("taken", event, ticket, new)
            elif ticket.holder != new:
                self.fact("reassigned", event, ticket, new, previous=ticket.holder)
            ticket.holder = new
        elif field == "level" and old:
            rise = self.regulation.rank(new) - self.regulation.rank(old)
            if self.regulation.rank(old) >= 0 and rise > 0:
                self.fact("escalated", event, ticket, agent, source=old, target=new,
                          holder=before.get("assignee", ""))
        elif field == "status":
            was, now = self.regulation.status_class(old), self.regulation.status_class(new)
            if now == "solved" and was != "solved":
                self.fact("solved", event, ticket, agent)
                ticket.solved = event["at"]
                if ticket.first_solved is None:
                    ticket.first_solved = event["at"]
            if was in ("solved", "closed") and now not in ("solved", "closed"):
                self.fact("reopened", event, ticket, agent)
                ticket.solved = None

    def said(self, event, ticket):
        entry = self.entry(event)
        kind, by = event["entry_kind"], event["by"]
        agent = by if PEOPLE_WORD.match(by) else ""
        if kind in ("message", "reply", "call", "comment"):
            self.fact(kind, event, ticket, agent)
        answer = kind == "reply" and entry.get("automatic") != "true" or \
            kind == "call" and entry.get("missed") != "true"
        if answer and ticket.first_response is None:
            ticket.first_response = event["at"]
            self.fact("responded", event, ticket, agent)

    def entry(self, event):
        running = self.history.running.get(event["path"])
        return running.entries.get(event["entry"], {}) if running else {}

    def is_open(self, ticket):
        return not self.regulation.finished(ticket.head.get("status", ""))


def median(values):
    return percentile(values, 0.5)


def percentile(values, share):
    """Nearest rank."""
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None
