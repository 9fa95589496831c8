"""A report of figures.py's facts by one of its groupings: what desk-report(1)
says of each figure. KNOWN names them all."""
import datetime
import math

import clocks
import figures
import history

HOUR, DAY = 3600, history.DAY
WITHIN = HOUR
SPANS = ("first-response", "next-reply", "first-resolution", "resolution", "requester-wait",
         "agent-work", "pending-time", "on-hold-time")
# Where a ticket stands is told as it was then.
HERE = "assignee", "group", "level", "status"
# Targets that no customer was promised.
OURS = "handover", "update"
TIMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "hour": "%H", "weekday": "%u",
         "weekday-hour": "%u %H"}
COUNTS = {"created": "created", "taken": "taken", "solved": "solved",
          "escalated-in": "arrived", "escalated-out": "escalated",
          "closed-unsolved": "unsolved", "reassigned": "reassigned",
          "reopened": "reopened", "messages": "message",
          "replies": "reply", "calls": "call", "comments": "comment",
          "automatic": "automatic", "calls-missed": "missed",
          "responded": "responded"}
AGES = {"age-day": (None, 1), "age-week": (1, 7), "age-month": (7, 30),
        "age-older": (30, None)}
STOCK = {"stock-new": "new", "stock-open": "open", "pending": "pending", "on-hold": "on-hold"}
OUT = "solved", "unsolved", "merged", "deleted"
IN = "created", "reopened", "revived"
MINUTES = {"work": "minutes", "call": "talked", "visit": "onsite"}
FLAWS = ("created-edited", "edited", "removed", "retracted", "undone", "late-entries",
         "late-tickets", "older-than-store", "older-scheduled", "back-dated", "no-category",
         "no-customer", "no-time", "unreadable")


def name_time(by, at, zone):
    return datetime.datetime.fromtimestamp(at, zone).strftime(TIMES[by])


def ends_of(by, since, last, zone):
    """The last second of each day, week or month that has begun by `last`."""
    if since > last or by not in ("day", "week", "month"):
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
    return (values[(count - 1) // 2] + values[count // 2]) // 2 if values else None


def percentile(values, share):
    """Nearest rank."""
    values = sorted(values)
    return values[max(0, math.ceil(share * len(values)) - 1)] if values else None


def share(part, whole):
    return part / whole if whole else None


def work_of(entry, at):
    """(began, minutes, kind, travel) of what was worked; None."""
    kind = entry.get("kind")
    spent = int(entry.get(MINUTES.get(kind, "")) or 0)
    travel = int(entry.get("travel") or 0) if kind == "visit" else 0
    if not spent and not travel:
        return None
    began = history.instant(entry.get("began"))
    onsite = kind == "visit" or entry.get("onsite") == "true"
    return at - spent * 60 if began is None else began, spent, \
        "onsite" if onsite else "calls" if kind == "call" else "remote", travel


class Report:
    """One `desk report` of the period [since, until)."""

    def __init__(self, own, by, since, until, zone, as_was=None, sla=False,
                 customer=None):
        self.customer = customer  # whose tickets count; None: everybody's
        self.own, self.by, self.since, self.until, self.zone = own, by, since, until, zone
        self.as_was = as_was or ("then" if by in HERE else "solved")
        self.groups, self.sla = {}, sla
        self.calendar = own.rules.standard()

    def rows(self):
        """{group: {metric: value}}"""
        own = self.own
        last = self.until - 1 if own.as_of is None else min(self.until - 1, own.as_of)
        for ticket in filter(self.is_asked, own.all):
            order = sorted(ticket.facts, key=lambda fact: fact["at"])
            self.count_facts(ticket, order)
            self.count_resolutions(ticket, order)
            self.count_replies(ticket, order)
            self.count_stock(ticket, last)
            self.count_clocks(ticket, min(last, own.now))
            self.count_left_out(ticket)
        self.count_repeats()
        self.count_flaws()
        self.count_work()
        if self.by in TIMES:
            for one in self.groups.values():
                one.running = None
        all_solved = sum(one.facts.count("solved") for one in self.groups.values())
        return {name: one.figures(all_solved) for name, one in self.groups.items()}

    # --- where something counts ---------------------------------------------------

    def within(self, at):
        return self.since <= at < self.until

    def is_asked(self, ticket):
        as_was = "solved" if self.as_was == "then" else self.as_was
        return self.customer is None or \
            ticket.as_was(as_was).get("customer", "") == self.customer

    def group(self, name):
        return self.groups.setdefault(name, Group())

    def group_of(self, ticket, at, agent, head=None):
        """`head`: how it was then."""
        if self.by == "":
            return self.group("")
        if self.by == "agent":
            return self.group(agent)
        if self.by in TIMES:
            return self.group(name_time(self.by, at, self.zone))
        if self.as_was != "then":
            head = ticket.as_was(self.as_was)
        value = (ticket.head if head is None else head).get(self.by, "")
        return self.group(self.own.regulation.called(value) if self.by == "status" else value)

    def group_of_fact(self, ticket, fact):
        head = fact["before"] if fact["name"] == "escalated" else fact["head"]
        return self.group_of(ticket, fact["at"], fact["agent"], head)

    def span(self, one, name, *stretches):
        # What was deleted and came again has answers that are older.
        one.spans[name].append(sum(max(end - begin, 0) for begin, end in stretches))
        if self.calendar:
            one.spans[name + "-bh"].append(
                sum(self.calendar.seconds(begin, end) for begin, end in stretches))

    # --- what happened --------------------------------------------------------------

    def count_facts(self, ticket, order):
        for place, fact in enumerate(order):
            if not self.within(fact["at"]):
                continue
            one, name = self.group_of_fact(ticket, fact), fact["name"]
            one.facts.append(name)
            if fact["agent"]:
                one.touched.add(id(ticket))
            if name == "created" and ticket.head.get("type") == "complaint":
                # Of who it is about, not of who wrote it down.
                self.group_of(ticket, fact["at"], ticket.head.get("about", ""),
                              fact["head"]).complaints += 1
            later = [other["name"] for other in order[place + 1:]]
            if name == "message" or name in ("call", "missed") and not fact["out"]:
                one.contacts += 1
                one.called_in += name != "message"
            if name == "responded" and not fact["own"]:
                self.span(one, "first-response", (ticket.created, fact["at"]))
                one.within += fact["at"] - ticket.created <= WITHIN
            if name == "solved" and ticket not in one.solved:
                one.solved.append(ticket)
                one.ratings.append(self.own.rating(ticket.path))
                one.verified.append("not-ok" if "refuted" in later else
                                    "ok" if "verified" in later else None)
                one.reopened_tickets += "reopened" in later
                self.count_contacts(order, place, one)
            if name == "reopened" and "solved" in later:
                one.thanks += "answered" not in later[:later.index("solved")]
            if name == "reassigned":
                one.returned += fact["agent"] in (
                    other["agent"] for other in order[:place]
                    if other["name"] in ("taken", "reassigned"))
            if name == "unsolved" and "unsolved" not in later:
                one.misdirected += ticket.head.get("resolution") == "misdirected"

    def count_contacts(self, order, place, one):
        week = order[place]["at"] + 7 * DAY
        if week > self.own.now:
            one.fcr_early += 1
            return
        back = [fact for fact in order[place + 1:] if fact["name"] == "reopened"]
        contacts = [fact for fact in order if fact["name"] == "answered"]
        one.fcr.append(not (back and back[0]["at"] <= week) and len(contacts) == 1)

    def count_resolutions(self, ticket, order):
        solutions = [fact for fact in order if fact["name"] == "solved"]
        if solutions and self.within(solutions[0]["at"]):
            self.span(self.group_of_fact(ticket, solutions[0]), "first-resolution",
                      (ticket.created, solutions[0]["at"]))
        if ticket.solution and self.within(ticket.solution["at"]):
            self.count_life(ticket, ticket.solution["at"],
                            self.group_of_fact(ticket, ticket.solution))

    def count_life(self, ticket, until, one):
        def stood(*kinds):
            return [(begin, min(until, end or until)) for kind, begin, end in ticket.stays
                    if kind in kinds and begin < until]
        self.span(one, "resolution", (ticket.created, until))
        self.span(one, "agent-work", *stood("new", "open"))
        self.span(one, "pending-time", *stood("pending"))
        self.span(one, "on-hold-time", *stood("on-hold"))
        self.span(one, "requester-wait", *stood("new", "open", "on-hold"))
        minutes = self.own.minutes(ticket)
        if minutes:
            one.handled.append(minutes * 60)

    def count_replies(self, ticket, order):
        waiting, begun = None, False
        for fact in order:
            if begun and waiting is None and figures.asks(fact):
                waiting = fact["at"]
            if fact["name"] in ("solved", "unsolved", "merged"):
                waiting = None
            if fact["name"] == "answered":
                if waiting is not None and self.within(fact["at"]):
                    self.span(self.group_of_fact(ticket, fact), "next-reply",
                              (waiting, fact["at"]))
                waiting, begun = None, True

    def count_stock(self, ticket, last):
        stays = [stay for stay in ticket.stays if stay[0] not in ("solved", "closed")]
        if self.by not in TIMES:
            for kind, begin, end in stays:
                if begin <= last and (end is None or end > last):
                    head = ticket.head_at(last) or {}
                    one = self.group_of(ticket, last, head.get("assignee", ""), head)
                    one.stock.append((kind, last - ticket.created))
                    one.workload += 1 + self.own.regulation.priority(
                        ticket.head.get("priority"))
            return
        for end in ends_of(self.by, self.since, last, self.zone):
            for kind, begin, until in stays:
                if begin <= end and (until is None or until > end):
                    self.group(name_time(self.by, end, self.zone)).stock.append(
                        (kind, end - ticket.created))

    def count_repeats(self):
        alike = {}
        last = {ticket.path: ticket for ticket in self.own.all}
        for ticket in filter(self.is_asked, last.values()):
            head = ticket.head
            if head.get("asset"):
                key = "asset", head.get("customer", ""), head["asset"]
            elif head.get("requester") and head.get("category"):
                key = "person", head["requester"], head["category"]
            else:
                continue
            alike.setdefault(key, []).append((ticket.created, ticket))
        for births in alike.values():
            births.sort(key=lambda birth: birth[0])
            for (before, _), (at, ticket) in zip(births, births[1:]):
                if self.within(at) and at - before <= 30 * DAY:
                    fact = next(f for f in ticket.facts if f["name"] == "created")
                    self.group_of_fact(ticket, fact).repeats += 1

    # --- targets --------------------------------------------------------------------

    ENDS = {"resolution": ("solved", "unsolved"), "promise": ("solved", "unsolved"),
            "handover": ("arrived", "taken", "reassigned")}

    def count_clocks(self, ticket, last):
        """Met when it was answered, missed when its target passed; of who answered it,
        else of who was to."""
        now = self.own.now
        for clock in ticket.clocks:
            if clock.kind in OURS and not self.sla:
                continue
            late = clock.state == "breached" or clock.state == "open" and \
                clock.due is not None and clock.due < now
            at = clock.due if late else clock.stopped
            if not (late or clock.state == "met") or not self.within(at):
                self.count_running(ticket, clock, last)
                continue
            one = self.group_of_clock(ticket, clock, at)
            if clock.replaced:
                one.broken_before += 1
            else:
                one.judged.append((clock.kind, not late))

    def count_running(self, ticket, clock, last):
        """Did it wait at the end, and was not late?"""
        if self.by in TIMES or not self.since <= last or clock.start[0] > last or \
                clock.stopped is not None and clock.stopped <= last or \
                clock.due is not None and clock.due < last:
            return
        head = ticket.head_at(last) or {}
        one = self.group(clock.kind) if self.by == "clock" else \
            self.group_of(ticket, last, head.get("assignee", ""), head)
        one.running += 1

    def group_of_clock(self, ticket, clock, at):
        if self.by == "clock":
            return self.group(clock.kind)
        by = [fact for fact in ticket.facts if fact["at"] == clock.stopped and
              fact["name"] in self.ENDS.get(clock.kind, ("answered",))]
        if by:
            return self.group_of(ticket, at, by[-1]["agent"], by[-1]["head"])
        return self.group_of(ticket, at, ticket.head.get("assignee", ""))

    # --- work and the state of history ------------------------------------------------

    def group_of_work(self, path, at, agent):
        """Work counts with the ticket as it is."""
        ticket = self.own.tickets.get(path) or figures.Ticket(path, 0)
        return self.group_of(ticket, at, agent, ticket.head)

    def count_work(self):
        for path, written, agent, (began, minutes, kind, travel) in self.own.work():
            if not self.is_asked(self.own.tickets.get(path) or figures.Ticket(path, 0)):
                continue
            if self.within(began) and began <= self.own.now:
                one = self.group_of_work(path, began, agent)
                one.worked[kind] += minutes * 60
                one.worked["travel"] += travel * 60
            if written - began > DAY and self.within(written):
                one = self.group_of_work(path, written, agent)
                one.flaws.append("back-dated")
                one.back_dated += (minutes + travel) * 60

    def count_left_out(self, ticket):
        """Tickets that stand solved without what they should have."""
        head, at = ticket.head, ticket.solved_at
        if ticket.deleted or ticket.solver is None or not self.within(at) or \
                head.get("merged-into") or head.get("resolution") in figures.UNSOLVED:
            return
        one = self.group_of(ticket, at, ticket.solver, head)
        for name, told in (("no-category", ticket.head.get("category")),
                           ("no-customer", ticket.head.get("customer")),
                           ("no-time", self.own.minutes(ticket))):
            if not told:
                one.flaws.append(name)

    def count_unreadable(self):
        """Files, now: nothing of a period that is over, or of an older knowledge."""
        own = self.own
        for path in sorted(own.unreadable):
            if self.within(own.now) and own.as_of is None:
                self.group_of_work(path, own.now, "").flaws.append("unreadable")

    def count_flaws(self):
        own = self.own
        self.count_unreadable()
        first = own.history.begun
        known = [event for event in own.events
                 if own.as_of is None or max(event["at"], event["committed"]) <= own.as_of]
        told = set()
        for event in known:
            place = event["path"], event.get("entry")
            again, told = event["kind"] == "said" and place in told, told | {place}
            if again or not self.within(event["committed"]):
                continue
            who = own.login(event["by"]) if event["kind"] == "said" else event["author"]
            ticket = own.tickets.get(event["path"])
            for name in flaws_of(event, first, ticket.head if ticket else {}):
                self.group_of_work(event["path"], event["committed"], who).flaws.append(name)
        undone = {(e["commit"], e["path"]): e for e in known if e["undo"]}
        for event in undone.values():
            if self.within(event["committed"]):
                self.group_of_work(event["path"], event["committed"],
                                   event["author"]).flaws.append("undone")


def flaws_of(event, first, head):
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
    if kind == "said" and event["entry_kind"] not in MINUTES and late:
        yield "late-entries"
    if kind == "created" and late:
        yield "late-tickets"
    if kind == "created" and event["at"] < first:
        yield "older-than-store"
        if head.get("schedule"):
            yield "older-scheduled"


class Group:
    def __init__(self):
        self.flaws, self.facts, self.stock, self.judged = [], [], [], []
        self.solved, self.ratings, self.fcr, self.handled = [], [], [], []
        self.reopened_tickets = self.thanks = self.within = self.returned = 0
        self.misdirected = self.fcr_early = self.workload = self.repeats = 0
        self.contacts = self.called_in = self.running = self.broken_before = 0
        self.back_dated = self.complaints = 0
        self.verified = []
        self.touched = set()
        self.worked = dict.fromkeys(("remote", "calls", "onsite", "travel"), 0)
        self.spans = {name + more: [] for name in SPANS for more in ("", "-bh")}

    def figures(self, all_solved):
        row = {metric: self.facts.count(fact) for metric, fact in COUNTS.items()}
        row |= {metric: sum(kind == stood for stood, _ in self.stock)
                for metric, kind in STOCK.items()}
        row |= {metric: sum((over is None or age > over * DAY) and
                            (most is None or age <= most * DAY) for _, age in self.stock)
                for metric, (over, most) in AGES.items()}
        row["open"] = row["backlog"] = len(self.stock)
        row["out"] = sum(self.facts.count(name) for name in OUT)
        row["net"] = sum(self.facts.count(name) for name in IN) - row["out"]
        row |= {name: self.flaws.count(name) for name in FLAWS}
        row |= {"reopened-thanks": self.thanks, "ping-pong": self.returned,
                "workload": self.workload, "touched": len(self.touched),
                "fcr-early": self.fcr_early, "repeats": self.repeats,
                "contacts": self.contacts, "calls-in": self.called_in,
                "back-dated-time": self.back_dated}
        row["fcr"] = share(sum(self.fcr), len(self.fcr))
        row["misdirected"] = share(self.misdirected, row["created"])
        row["within"] = share(self.within, len(self.spans["first-response"]))
        row["solved-share"] = share(row["solved"], all_solved)
        row["reopen-rate"] = share(self.reopened_tickets, len(self.solved))
        return row | self.rated() | self.kept() | self.times() | self.work()

    def rated(self):
        rated = [one for one in self.ratings if one]
        asked = [one for one in self.verified if one]
        return {"rated": len(rated), "csat-bad": sum(one <= 2 for one in rated),
                "csat": share(sum(rated), len(rated)),
                "csat-good": share(sum(one >= 4 for one in rated), len(rated)),
                "csat-response": share(len(rated), len(self.ratings)),
                "verified": len(asked), "verified-share": share(len(asked), len(self.verified)),
                "verified-ok": share(asked.count("ok"), len(asked)),
                "complaints": self.complaints}

    def kept(self):
        def of(*kinds):
            met = [good for kind, good in self.judged if kind in kinds]
            return sum(met), len(met)
        met, judged = of(*clocks.KINDS)
        kept, promised = of("promise")
        return {"sla-met": met, "sla-breached": judged - met, "sla-running": self.running,
                "sla-attainment": share(met, judged),
                "promises-kept": share(kept, promised), "promises-broken": promised - kept,
                "promises-broken-before": self.broken_before} | {
                    "sla-" + kind: share(*of(kind))
                    for kind in ("first-response", "next-reply", "resolution")}

    def times(self):
        row = {}
        for name, values in self.spans.items():
            row |= {name + "-mean": sum(values) // len(values) if values else None,
                    name + "-median": median(values), name + "-p90": percentile(values, 0.9)}
            if not name.endswith("-bh"):
                row[name + "-n"] = len(values)
        handled = self.handled
        return row | {"handle-n": len(handled), "handle-median": median(handled),
                      "handle-mean": sum(handled) // len(handled) if handled else None,
                      "handled": share(len(handled), row["resolution-n"])}

    def work(self):
        worked = self.worked
        return {"worked": sum(worked.values()) - worked["travel"],
                "travel": worked["travel"]} | {
                    "worked-" + kind: worked[kind] for kind in ("remote", "calls", "onsite")}


KNOWN = sorted(Group().figures(0))
