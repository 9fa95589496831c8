"""What happened in a store, from `git log` and the files, and nothing else.

One walk, parents first, a merge's first-parent side before the other. Each
commit's differences are the events; where the tree of a merge differs from
what the walk has so far, the merge adds the change. An event is a dict:
path, kind (created changed said removed deleted, or edited for a change that
is none of these, as a comment), at (seconds), commit,
author (login, or address if nobody has it), and field, old, new or entry, entry_kind, by.
`void`: it counts for nothing. So does what a branch changed of a field that had
been changed on the main line, too, where the merge keeps that; and all of a
branch where the merge cannot be read: it counts once it can.
"""
import calendar
import datetime
import json
import re
import subprocess
import time

import yaml_subset

DAY = 24 * 60 * 60
GIT = 1104537600  # 2005
TICKET = re.compile(r"^tickets/\d{4}/\d\d/\d\d/[0-9a-z]{8}\.yaml$")


def instant(text):
    """RFC 3339 to seconds; None if it is none."""
    m = re.match(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?"
                 r"(Z|[+-]\d\d:\d\d)$", text or "")
    if not m:
        return None
    numbers = [int(m.group(i)) for i in range(1, 7)]
    seconds = calendar.timegm(datetime.datetime(*numbers).timetuple())
    if m.group(7) != "Z":
        shift = int(m.group(7)[1:3]) * 3600 + int(m.group(7)[4:6]) * 60
        seconds -= shift if m.group(7)[0] == "+" else -shift
    return seconds


def show_instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def ahead(at, recorded):
    """From a wrong clock: more than a day after it was recorded, since there is git."""
    return recorded >= GIT and at - recorded > DAY


def plausible(at, recorded):
    """What came from the future is as old as its record."""
    return recorded if at is None or ahead(at, recorded) else at


class Version:
    """A ticket file as it stood: head as name → text, entries by id."""

    def __init__(self, text):
        documents = yaml_subset.stream(text)
        self.head = {}
        for key, value in documents[0].items():
            if key == "fields" and isinstance(value, dict):
                for name, inner in value.items():
                    self.put("fields." + name, inner)
            else:
                self.put(key, value)
        self.entries = {}
        for entry in documents[1:]:
            if entry["id"] in self.entries:
                raise yaml_subset.Bad("a second entry " + entry["id"])
            self.entries[entry["id"]] = entry

    def put(self, key, value):
        if isinstance(value, (list, dict)):
            value = json.dumps(value, ensure_ascii=False) if value else ""
        if value != "":
            self.head[key] = value


class Running:
    """The value of the walk so far."""

    def __init__(self):
        self.head, self.entries = {}, {}


class Side:
    """A file while branches beside the main line are walked."""

    def __init__(self, running, place):
        self.place = place     # of the first of its events
        self.parted = set()    # fields that the main line had changed, too
        self.gone = False      # for a while, so that it began anew
        # As the main line had it.
        self.head = dict(running.head) if running else None
        self.entries = dict(running.entries) if running else {}


class Git:
    def __init__(self, store):
        self.store = store
        self.batch = subprocess.Popen(
            ["git", "-C", store, "cat-file", "--batch"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.versions = {}

    def run(self, *words):
        return subprocess.run(["git", "-C", self.store, *words], check=True,
                              stdout=subprocess.PIPE).stdout

    def blob(self, oid):
        self.batch.stdin.write(oid.encode() + b"\n")
        self.batch.stdin.flush()
        size = int(self.batch.stdout.readline().split()[2])
        data = self.batch.stdout.read(size)
        self.batch.stdout.read(1)
        return data

    def file(self, commit, path):
        """Its text as a commit left it; "" if there is none."""
        self.batch.stdin.write(f"{commit}:{path}\n".encode())
        self.batch.stdin.flush()
        words = self.batch.stdout.readline().split()
        if words[-1] == b"missing":
            return ""
        data = self.batch.stdout.read(int(words[2]))
        self.batch.stdout.read(1)
        return data.decode()

    def version(self, oid):
        """None for a file that cannot be read."""
        if oid not in self.versions:
            try:
                self.versions[oid] = Version(self.blob(oid).decode())
            except (yaml_subset.Bad, UnicodeDecodeError, KeyError, AttributeError,
                    IndexError):
                self.versions[oid] = None
        return self.versions[oid]

    def commits(self, tip):
        found = {}
        out = self.run("log", "--format=%H%x01%P%x01%at%x01%ct%x01%ae%x01%an%x01"
                       "%(trailers:key=Desk-Op,valueonly,separator=%x2C)", tip)
        for line in out.decode(errors="replace").splitlines():
            oid, parents, at, recorded, mail, name, operation = line.split("\x01")
            at, recorded = int(at), int(recorded)
            found[oid] = {"oid": oid, "parents": parents.split(),
                          "at": plausible(at, recorded), "recorded": recorded,
                          "mail": mail.lower(), "name": name,
                          "undo": operation == "undo"}
        return found

    def differences(self, parent, oid):
        """[(path, before blob, after blob)] of two commits; parent may be None."""
        words = ["diff-tree", "-r", "-z", "--no-renames", "--no-commit-id"]
        words += [parent, oid] if parent else ["--root", oid]
        parts = self.run(*words).decode().split("\0")
        found = {}
        for info, path in zip(parts[0::2], parts[1::2]):
            _, _, before, after, _ = info.split(" ")
            found[path] = (None if not before.strip("0") else before,
                           None if not after.strip("0") else after)
        return found


def walk(commits, tip):
    """Post-order, first parents first: (oid, is on the first-parent chain)."""
    main, at = set(), tip
    while at:
        main.add(at)
        at = commits[at]["parents"][0] if commits[at]["parents"] else None
    done, stack = set(), [(tip, 0)]
    while stack:
        oid, child = stack.pop()
        if oid in done:
            continue
        parents = commits[oid]["parents"]
        if child < len(parents):
            stack.append((oid, child + 1))
            if parents[child] not in done:
                stack.append((parents[child], 0))
            continue
        done.add(oid)
        yield oid, oid in main


class History:
    def __init__(self, store, tip="main"):
        self.git = Git(store)
        self.tip = self.git.run("rev-parse", tip + "^{commit}").decode().strip()
        self.running = {}
        self.last_at = {}
        self.events = []
        self.begun = None  # the time of the first commit
        self.order = []    # the commits as they were walked
        self.known = []    # of each: itself, or the one before it on the main line
        self.sides = {}    # path → Side
        self.agents = self.read_agents()
        commits = self.git.commits(self.tip)
        since_main = set()  # paths that side branches touched
        for oid, on_main in walk(commits, self.tip):
            commit = commits[oid]
            self.order.append(oid)
            self.known.append(oid if on_main else self.known[-1] if self.known else oid)
            self.begun = commit["at"] if self.begun is None else self.begun
            parents = commit["parents"]
            changes = self.git.differences(parents[0] if parents else None, oid)
            if len(parents) > 1 and on_main:
                self.merge(commit, since_main | set(changes), since_main)
                since_main = set()
                continue
            if len(parents) > 1:
                # Elsewhere only what no parent had.
                for parent in parents[1:]:
                    other = self.git.differences(parent, oid)
                    changes = {path: c for path, c in changes.items() if path in other}
            if not on_main:
                since_main |= set(changes)
            for path in sorted(changes):
                if TICKET.match(path):
                    if not on_main and path not in self.sides:
                        self.sides[path] = Side(self.running.get(path), len(self.events))
                    self.take_in(commit, path, *changes[path])

    def unreadable(self):
        """Tickets' files that cannot be read now."""
        listing = self.git.run("ls-tree", "-r", "-z", self.tip, "tickets/").decode()
        for row in listing.split("\0")[:-1]:
            info, path = row.split("\t")
            if self.git.version(info.split(" ")[2]) is None:
                yield path

    def read_agents(self):
        """Address → login, now or else at last; login that is gone → who has its address."""
        past, pairs = {}, []
        commits = self.git.run("log", "--first-parent", "-m", "--reverse", "--format=%H",
                               self.tip, "--", "agents/")
        for oid in commits.decode().split():
            for mail, login in self.agents_at(oid):
                if (mail, login) not in pairs:
                    pairs.append((mail, login))
                    past[mail] = login
        now = {}
        for mail, login in self.agents_at(self.tip):
            now.setdefault(mail, login)
        here = set(now.values())
        heirs = {login: now[mail] for mail, login in sorted(pairs)
                 if login not in here and mail in now}
        return heirs | {mail: heirs.get(login, login) for mail, login in past.items()} | now | \
            {"desk@localhost": "desk"}

    def agents_at(self, oid):
        names = self.git.run("ls-tree", "-r", "-z", "--name-only", oid, "agents/")
        for path in names.decode().split("\0"):
            m = re.match(r"agents/([^/]+)\.yaml$", path)
            if not m:
                continue
            text = self.git.run("show", f"{oid}:{path}").decode()
            try:
                mails = yaml_subset.document(text).get("mails") or []
            except yaml_subset.Bad:
                continue
            for mail in mails:
                yield mail.lower(), m.group(1)

    def blob_at(self, oid, path):
        out = self.git.run("ls-tree", "-z", oid, "--", path).decode()
        return out.split("\t")[0].split(" ")[2] if out else None

    def merge(self, commit, paths, from_sides):
        for path in sorted(paths):
            if TICKET.match(path):
                after = self.blob_at(commit["oid"], path)
                if path not in from_sides:
                    self.take_in(commit, path, "running", after)
                elif after is not None and self.git.version(after) is None:
                    self.stay(commit, path)
                else:
                    self.compare(commit, path, "running", after)
                    self.void_lost(path)
        self.sides = {}

    def stay(self, commit, path):
        """The merge cannot be read: as the main line had it."""
        side = self.sides[path]
        if side.head is None:
            self.compare(commit, path, "running", None)
        else:
            self.settle(commit, path, self.running.get(path), side)
        self.void(path)

    def void_lost(self, path):
        side, running = self.sides[path], self.running.get(path)
        for field in side.parted:
            if running and side.head is not None and not side.gone and \
                    side.head.get(field, "") == running.head.get(field, ""):
                self.void(path, field)

    def void(self, path, field=None):
        for event in self.events[self.sides[path].place:]:
            if event["path"] == path and (field is None or
                                          event.get("field") == field):
                event["void"] = True
        self.last_at.pop(path, None)
        for event in self.events:
            if event["path"] == path and event["kind"] != "said" and not event.get("void"):
                self.last_at[path] = event["at"]

    def take_in(self, commit, path, before, after):
        count = len(self.events)
        self.compare(commit, path, before, after)
        if len(self.events) == count:
            self.add(commit, path, "edited", commit["at"])

    def add(self, commit, path, kind, at, **more):
        if kind != "said":
            last = self.last_at.get(path, at)
            if not ahead(last, commit["recorded"]):
                at = max(at, last)
            self.last_at[path] = at
        self.events.append({
            "path": path, "kind": kind, "at": at, "commit": commit["oid"],
            "place": len(self.order) - 1,
            "undo": commit["undo"], "committed": commit["at"],
            "author": self.agents.get(commit["mail"], commit["mail"]), **more})

    def compare(self, commit, path, before, after):
        running = self.running.get(path)
        if after is None:
            if running is not None:
                self.add(commit, path, "deleted", commit["at"])
                if path in self.sides:
                    self.sides[path].gone = True
                del self.running[path]
            return
        new = self.git.version(after)
        if new is None:
            return  # unreadable: the last readable state stays
        self.settle(commit, path, running, new, before)

    def settle(self, commit, path, running, new, before="running"):
        """`new`: with head and entries."""
        if running is None:
            running = self.running[path] = Running()
            at = plausible(instant(new.head.get("created")), commit["at"])
            self.add(commit, path, "created", at)
            for field, value in new.head.items():
                self.add(commit, path, "changed", at, field=field, old="", new=value)
            running.head = dict(new.head)
            self.say(commit, path, running, {}, new.entries)
            return
        if before == "running":
            old_head, old_entries = running.head, running.entries
        elif before is None:
            old_head, old_entries = {}, {}
        else:
            old = self.git.version(before)
            old_head = old.head if old else running.head
            old_entries = old.entries if old else running.entries
        for field in {**old_head, **new.head}:
            value = new.head.get(field, "")
            if old_head.get(field, "") == value:
                continue
            if running.head.get(field, "") != value:
                if path in self.sides and before is not None and \
                        old_head.get(field, "") != running.head.get(field, ""):
                    self.sides[path].parted.add(field)
                self.add(commit, path, "changed", commit["at"], field=field,
                         old=running.head.get(field, ""), new=value)
                running.head[field] = value
                if value == "":
                    del running.head[field]
        for ident, entry in list(old_entries.items()):
            if ident not in new.entries and ident in running.entries:
                self.add(commit, path, "removed", commit["at"], entry=ident,
                         entry_kind=entry.get("kind"))
                del running.entries[ident]
        self.say(commit, path, running, old_entries, new.entries)

    def say(self, commit, path, running, old, new):
        for ident, entry in new.items():
            if ident in running.entries or (ident in old and old is not running.entries):
                continue
            created = plausible(instant(running.head.get("created")), commit["at"])
            at = max(plausible(instant(entry.get("at")), commit["at"]), created)
            self.add(commit, path, "said", at, entry=ident,
                     entry_kind=entry.get("kind"), by=entry.get("by", ""))
            running.entries[ident] = entry
