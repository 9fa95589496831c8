#!/usr/bin/env python3
"""month.py STORE DESK PERIOD CUSTOMER...    is `report month` of each right? else 1
                                            "-": the one of all customers

Each number of the page, as desk-report(1) tells of it, by history.py: figures and
what they were in the period before, targets, what was missed, categories, advice,
tickets. Hours against a contract are billing.py's.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import clocks  # noqa: E402
import figures  # noqa: E402
import groups  # noqa: E402
import history  # noqa: E402

LISTED = "created", "solved", "unsolved", "reopened"


class Page:
    """What a page says of the period [since, until)."""

    def __init__(self, own, customer, since, until):
        self.own, self.customer, self.since, self.until = own, customer, since, until

    def report(self, by, **more):
        return groups.Report(self.own, by, self.since, self.until, self.own.regulation.zone,
                             customer=self.customer, **more)

    def figures(self):
        return self.report("").rows().get("", groups.Group().figures(0))

    def is_told(self, kind):
        """What was promised to customers, and what is ours alone."""
        return self.customer is None or kind not in groups.OURS

    def targets(self):
        return {(name, row["sla-met"], row["sla-breached"])
                for name, row in self.report("clock", sla=True).rows().items()
                if self.is_told(name) and row["sla-met"] + row["sla-breached"]}

    def breaches(self):
        return sorted((ticket.head["uid"], clock.kind, history.show_instant(clock.due),
                       clock.stopped and history.show_instant(clock.stopped))
                      for ticket in self.mine() for clock in ticket.clocks
                      if self.is_told(clock.kind) and not clock.replaced and
                      clock.due is not None and self.since <= clock.due < self.until and
                      (clock.state == "breached" or
                       clock.state == "open" and clock.due < self.own.now))

    def most(self, by, count):
        rows = [(-row["created"], name, row["solved"], row["open"])
                for name, row in self.report(by).rows().items()
                if row["created"] or row["solved"] or row["open"]]
        return sorted(rows)[:count]

    def mine(self):
        """Also as they stood before they were gone and came back."""
        return [ticket for ticket in self.own.all if ticket.path in self.own.tickets and
                (self.customer is None or
                 ticket.as_was("solved").get("customer", "") == self.customer)]

    def worked(self):
        spent = {}
        for path, _, _, (began, minutes, _, _) in self.own.work():
            if self.since <= began < self.until and began <= self.own.now:
                spent[path] = spent.get(path, 0) + minutes * 60
        return spent

    def tickets(self):
        last, spent, found = min(self.until - 1, self.own.now), self.worked(), {}
        for ticket in self.mine():
            stands = any(kind not in ("solved", "closed") and begin <= last and
                         (end is None or end > last) for kind, begin, end in ticket.stays)
            if stands or ticket.path in spent or any(
                    fact["name"] in LISTED and self.since <= fact["at"] < self.until
                    for fact in ticket.facts):
                found[ticket.head["uid"]] = spent.get(ticket.path)
        return found


def same(what, got, wanted):
    if isinstance(got, float) or isinstance(wanted, float):
        good = None not in (got, wanted) and abs(got - wanted) < 1e-6
    else:
        good = got == wanted
    if not good:
        print(f"{what}: {got}, by history {wanted}")
    return good


def compare(desk, store, own, customer, period):
    answer = json.loads(subprocess.run(
        [desk, "-C", store, "report", "month", "--period", period, "--json"] +
        (["-c", customer] if customer != "-" else []),
        check=True, stdout=subprocess.PIPE).stdout)
    whose = customer if customer != "-" else None
    page = Page(own, whose, *(history.instant(answer[key]) for key in ("from", "until")))
    before = Page(own, whose, *(history.instant(answer["compared-" + key])
                                   for key in ("from", "until"))).figures()
    good = True
    for name, wanted in page.figures().items():
        if name in answer:
            good &= same(f"{customer} {period} {name}", answer[name], wanted)
            good &= same(f"{customer} {period} before.{name}", answer["before." + name],
                         before[name])
            good &= same(f"{customer} {period} change.{name}", answer["change." + name],
                         None if None in (wanted, before[name]) else wanted - before[name])
    targets = {(row["clock"], row["sla-met"], row["sla-breached"]) for row in answer["targets"]
               if row["sla-met"] + row["sla-breached"]}
    good &= same(f"{customer} {period} targets", targets, page.targets())
    breaches = sorted((row["uid"], row["clock"], row["due"], row["stopped"])
                      for row in answer["breaches"])
    good &= same(f"{customer} {period} breaches", breaches, page.breaches())
    for table, by, count in ("categories", "category", 10), ("customers", "customer", None):
        if table == "customers" and whose is not None:
            continue
        rows = [(-row["created"], row[by] or "", row["solved"], row["open"])
                for row in answer[table]
                if row["created"] or row["solved"] or row["open"]]
        good &= same(f"{customer} {period} {table}", rows, page.most(by, count))
    # Tickets that are gone cannot be named.
    if len(answer["advice"]) < 12 and not any(one.deleted for one in own.all):
        good &= same(f"{customer} {period} advice", sum(row["times"] for row in answer["advice"]),
                     page.figures()["repeats"])
    tickets = {row["uid"]: row["worked"] for row in answer.get("tickets", [])}
    if whose is not None:
        good &= same(f"{customer} {period} tickets", tickets, page.tickets())
    print(f"{customer} {period}: {len(tickets)} tickets, {len(breaches)} missed targets")
    return good


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    store, desk, period, *customers = sys.argv[1:]
    walk = history.History(store)
    own = figures.Figures(walk, None, history.instant(os.environ["DESK_NOW"]),
                          clocks.Rules(walk))
    results = [compare(desk, store, own, customer, period) for customer in customers]
    return 0 if all(results) else 1


sys.exit(main())
