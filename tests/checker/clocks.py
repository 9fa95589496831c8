"""What desk has promised in which time, and whether it was kept: from desk-sla(1)
and desk-store(5), over the events of history.py and the facts of figures.py."""
import history
import working
import yaml_subset

KINDS = "first-response", "next-reply", "resolution", "handover", "update", "promise"
# What moves a clock.
FIELDS = {"assignee", "category", "customer", "eta", "level", "merged-into", "priority",
          "requester", "resolution", "status", "type"}
BEFORE, AFTER = 450 * history.DAY, 250 * history.DAY


class Moment:
    """How a commit left a ticket."""

    def __init__(self, place, commit, at, head):
        self.place, self.commit, self.at, self.head = place, commit, at, head

    def __getitem__(self, field):
        return self.head.get(field, "")


class Rules:
    """The regulation and contracts as commits knew them; the calendars as they are."""

    def __init__(self, walk):
        self.git, self.tip, self.walk = walk.git, walk.tip, walk
        self.known, self.texts, self.calendars = {}, {}, {}
        self.now = self.document(walk.tip, "desk.yaml")
        times = [event["at"] for event in walk.events]
        self.span = min(times) - BEFORE, max(times) + AFTER

    def document(self, commit, path):
        if (commit, path) not in self.known:
            text = self.git.file(commit, path)
            if text not in self.texts:
                self.texts[text] = yaml_subset.document(text)
            self.known[commit, path] = self.texts[text]
        return self.known[commit, path]

    def calendar(self, name):
        if name not in self.calendars:
            def read(path):
                return self.git.file(self.tip, path)
            path = self.now["calendars"][name]
            self.calendars[name] = None if path == "24x7" else \
                working.Calendar(read, path, self.now["timezone"], *self.span)
        return self.calendars[name]

    def standard(self):
        """The calendar by which working time is told."""
        name = ((self.now.get("sla") or {}).get("standard") or {}).get("calendar")
        return self.calendar(name) if name else None

    def contract(self, commit, customer, at):
        """The policy that it names."""
        found = (self.document(commit, f"customers/{customer}.yaml").get("contract")
                 if customer else None) or []
        zone = working.zoneinfo.ZoneInfo(self.document(commit, "desk.yaml")["timezone"])
        day = working.datetime.datetime.fromtimestamp(at, zone).date().isoformat()
        for one in found if isinstance(found, list) else [found]:
            if one.get("from", "0") <= day <= one.get("until", "9"):
                return one.get("sla")
        return None

    def policy(self, commit, moment, at):
        """Its name."""
        policies = self.document(commit, "desk.yaml")["sla"]
        kind = self.document(commit, "desk.yaml")["types"]
        named = (kind.get(moment["type"]) or {}).get("sla") if isinstance(kind, dict) else None
        if named in policies:
            return named
        named = self.contract(commit, moment["customer"], at)
        if named in policies:
            return named
        category = moment["category"]
        categories = self.document(commit, "desk.yaml")["categories"]
        while category:
            if category in categories:
                named = (categories[category] or {}).get("sla")
                return named if named in policies else "standard"
            category = category.rpartition("/")[0]
        return "standard"

    def target(self, commit, policy, priority, kind):
        """(the target, the policy that names it), or None."""
        policies = self.document(commit, "desk.yaml")["sla"]
        for name in (policy, "standard"):
            own = policies["standard"] | policies[name] | {
                "targets": policies[name].get("targets"),
                "handover": policies[name].get("handover"),
                "update": policies[name].get("update")}
            text = ((own.get("targets") or {}).get(priority) or {}).get(kind) or \
                (own.get(kind) if kind in ("handover", "update") else None)
            if text:
                return working.Span(text), own
        return None


class Clock:
    """From `start` until `stop` (None: nobody stopped it), each a time and a moment's place."""

    def __init__(self, kind, start, stop=None):
        self.kind, self.start, self.stop = kind, start, stop
        self.due = self.stopped = None
        self.replaced = False


class Clocks:
    """Those of a ticket: `moments` in the order of history, `marks` of who wrote as
    (at, place, is an answer)."""

    def __init__(self, rules, regulation, moments, marks, created, asked):
        self.rules, self.regulation = rules, regulation
        self.moments, self.created = moments, created
        self.found = []
        marks = sorted(marks, key=lambda mark: mark[0])
        if asked:
            self.add_first(marks)
            self.add("resolution", (created, moments[0].place))
        self.add_replies(marks)
        self.add_handovers()
        self.add_promises()

    def finished(self, moment):
        return self.regulation.finished(moment["status"])

    def add(self, kind, start, stop=None):
        clock = Clock(kind, start, stop and (max(stop[0], start[0]), stop[1]))
        if self.promise(clock) if kind == "promise" else self.measure(clock):
            self.found.append(clock)

    def add_first(self, marks):
        answers = [(at, place) for at, place, answer in marks if answer]
        if self.moments[-1]["requester"]:
            self.add("first-response", (self.created, self.moments[0].place),
                     answers[0] if answers else None)

    def add_replies(self, marks):
        asked = answered = None
        for at, place, answer in marks:
            if not answer:
                if answered and not asked:
                    asked = at, place
                continue
            if asked:
                self.add("next-reply", asked, (at, place))
            if answered:
                self.add("update", answered, (at, place))
            asked, answered = None, (at, place)
        if asked:
            self.add("next-reply", asked)
        if answered:
            self.add("update", answered)

    def add_handovers(self):
        start = None
        for before, own in zip(self.moments, self.moments[1:]):
            if start and own["assignee"]:
                self.add("handover", start, (own.at, own.place))
                start = None
            was, now = (self.regulation.rank(one["level"]) for one in (before, own))
            if now < was:
                start = None
            elif now > was >= 0 and not start and not own["assignee"]:
                start = own.at, own.place
        if start:
            self.add("handover", start)

    def add_promises(self):
        start, eta = None, ""
        for own in self.moments:
            if own["eta"] == eta:
                continue
            if start:
                self.add("promise", start, (own.at, own.place))
            start, eta = (own.at, own.place) if own["eta"] else None, own["eta"]
        if start:
            self.add("promise", start)
        promises = [one for one in self.found if one.kind == "promise" and one.state != "void"]
        for one in promises[:-1]:
            one.replaced = True

    # --- one clock ------------------------------------------------------------

    def end_run(self):
        """The moments of the end that lasts: finished, and not begun again."""
        found = []
        for own in reversed(self.moments):
            if not self.finished(own):
                break
            found.insert(0, own)
        return found

    def deciding(self, clock):
        """The commit whose rules hold, and how the ticket stood."""
        end = self.end_run()
        last = min([own.place for own in end[:1]] + ([clock.stop[1]] if clock.stop else []),
                   default=None)
        start = clock.start[1]
        found = [own for own in self.moments if own.place <= start][-1:] or self.moments[:1]
        found, commit = found[0], self.commit_of(start)
        for before, own in zip(self.moments, self.moments[1:]):
            if own.place > start and (last is None or own.place <= last) and any(
                    own[field] != before[field]
                    for field in ("priority", "customer", "category", "type")):
                found, commit = own, self.commit_of(own.place)
        return found, commit

    def commit_of(self, place):
        """Whose files hold: of one beside the main line the main line's."""
        return self.rules.walk.known[place]

    def measure(self, clock):
        moment, commit = self.deciding(clock)
        policy = self.rules.policy(commit, moment, max(clock.start[0], moment.at))
        target = self.rules.target(commit, policy, moment["priority"], clock.kind)
        if not target:
            return False
        span, measure = target
        calendar = self.rules.calendar(measure["calendar"]) if span.working else None
        if span.working and calendar is None:
            # Around the clock: a business day is one of 24 hours.
            span.working = False
            span.amount *= history.DAY if span.unit == "bd" else 1
        pauses = [] if clock.kind == "handover" else measure.get("pause") or []
        used = 0
        for begin, end, own in self.stretches(clock):
            if self.finished(own) or self.regulation.status_class(own["status"]) in pauses or \
                    self.regulation.called(own["status"]) in map(
                        self.regulation.called, pauses):
                continue
            amount = None if end is None else span.measure(calendar, begin, end)
            if clock.due is None and (end is None or used + amount >= span.amount):
                clock.due = span.after(calendar, begin, span.amount - used)
            used += amount or 0
        self.judge(clock)
        return True

    def stretches(self, clock):
        for i, own in enumerate(self.moments):
            begin = max(own.at, clock.start[0])
            end = self.moments[i + 1].at if i + 1 < len(self.moments) else None
            if clock.stop and (end is None or end > clock.stop[0]):
                end = clock.stop[0]
            if end is None or begin < end:
                yield begin, end, own

    def judge(self, clock):
        end = self.end_run()
        if not clock.stop and not end:
            clock.state = "open"
            return
        clock.stopped = clock.stop[0] if clock.stop else max(end[0].at, clock.start[0])
        solving = clock.kind in ("resolution", "promise")
        late = clock.due is not None and clock.due < clock.stopped
        clock.state = "breached" if late else "met" if clock.stop or solving else "void"
        last = self.moments[-1]
        if end and (last["merged-into"] or last["resolution"] == "spam"):
            clock.state = "void"
        if end and solving and not clock.stop and (
                last["resolution"] in self.regulation.unsolved or
                not any(self.regulation.status_class(own["status"]) == "solved"
                        for own in end)):
            clock.state = "void"

    def promise(self, clock):
        moment = [own for own in self.moments if own.place <= clock.start[1]][-1]
        due = history.instant(moment["eta"])
        if due is None:
            return False
        self.judge(clock)
        clock.due = due
        if clock.state in ("met", "breached"):
            clock.state = "breached" if clock.stopped > due else \
                "void" if clock.stop else "met"
        return True
