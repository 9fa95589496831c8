"""Just enough YAML for the files of a store, written from the description of
the format alone: block maps and lists, flow maps and lists, plain and quoted
scalars, literal blocks. Everything is text; nothing is guessed."""
import re

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"',
           "/": "/", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v",
           "_": "\xa0", "N": "\x85", "L": "\u2028", "P": "\u2029", " ": " "}


class Bad(Exception):
    pass


def unescape(text):
    def one(match):
        code = match.group(1)
        return chr(int(code[1:], 16)) if code[0] in "xuU" else ESCAPES[code]
    return re.sub(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", one, text)


class Flow:
    """One value of a line: a scalar, [a, b] or {a: b}."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def peek(self):
        self.skip()
        return self.text[self.at:self.at + 1]

    def value(self, inside):
        c = self.peek()
        if c == "[":
            return self.sequence()
        if c == "{":
            return self.mapping()
        if c == "'":
            m = re.compile(r"'((?:[^']|'')*)'").match(self.text, self.at)
            if not m:
                raise Bad(self.text)
            self.at = m.end()
            return m.group(1).replace("''", "'")
        if c == '"':
            m = re.compile(r'"((?:[^"\\]|\\.)*)"').match(self.text, self.at)
            if not m:
                raise Bad(self.text)
            self.at = m.end()
            return unescape(m.group(1))
        end = re.compile(r",|\]|\}|: |:$| #" if inside else r" #|$")
        m = end.search(self.text, self.at)
        stop = m.start() if m else len(self.text)
        found = self.text[self.at:stop].strip()
        self.at = stop
        return "" if found in ("~", "null", "Null", "NULL") else found

    def sequence(self):
        self.at += 1
        found = []
        while self.peek() != "]":
            found.append(self.value(True))
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != "]":
                raise Bad(self.text)
        self.at += 1
        return found

    def mapping(self):
        self.at += 1
        found = {}
        while self.peek() != "}":
            key = self.value(True)
            self.skip()
            if self.peek() == ":":
                self.at += 1
                found[key] = self.value(True)
            else:
                found[key] = ""
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != "}":
                raise Bad(self.text)
        self.at += 1
        return found


class Reader:
    def __init__(self, lines):
        self.lines, self.at = lines, 0

    @staticmethod
    def indent(line):
        return len(line) - len(line.lstrip(" "))

    def next_line(self):
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and not line.lstrip().startswith("#"):
                return line
            self.at += 1
        return None

    def block(self, indent):
        line = self.next_line()
        if line is None or self.indent(line) < indent:
            return ""
        if line.lstrip().startswith("- ") or line.strip() == "-":
            return self.sequence(self.indent(line))
        return self.mapping(self.indent(line))

    def sequence(self, indent):
        found = []
        while True:
            line = self.next_line()
            if line is None or self.indent(line) != indent or line.lstrip()[:1] != "-":
                return found
            rest = line.lstrip()[1:].strip()
            if re.match(r"[^\s'\"\[{#][^\s:]*:( |$)", rest):
                # A block map that begins on the line of its dash.
                self.lines[self.at] = " " * (indent + 2) + rest
                found.append(self.mapping(indent + 2))
                continue
            self.at += 1
            found.append(self.inline(rest, indent))

    def mapping(self, indent):
        found = {}
        while True:
            line = self.next_line()
            if line is None or self.indent(line) != indent:
                return found
            text = line[indent:]
            m = re.match(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"\[{][^:]*?)\s*:( |$)""",
                         text)
            if not m:
                raise Bad(line)
            key = Flow(m.group(1)).value(False)
            if key in found:
                raise Bad(f"{key} twice")
            self.at += 1
            found[key] = self.inline(text[m.end():].strip(), indent)

    def inline(self, rest, indent):
        if not rest or rest.startswith("#"):
            line = self.next_line()
            if line is not None and (self.indent(line) > indent or (
                    self.indent(line) == indent and line.lstrip().startswith("- "))):
                return self.block(self.indent(line))
            return ""
        if rest[0] in "|>":
            return self.literal(rest, indent)
        return Flow(rest).value(False)

    def literal(self, rest, indent):
        m = re.match(r"[|>]([0-9]?)([-+]?)([0-9]?)", rest)
        inner = indent + int(m.group(1) or m.group(3)) if m.group(1) or m.group(3) else None
        found = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip(" "):
                if inner is None:
                    inner = self.indent(line)
                    if inner <= indent:
                        break
                if self.indent(line) < inner:
                    break
                found.append(line[inner:])
            else:
                found.append(line[inner:] if inner else "")
            self.at += 1
        text = "".join(line + "\n" for line in found)
        if m.group(2) == "+":
            return text
        text = text.rstrip("\n")
        return text if m.group(2) == "-" or not text else text + "\n"


def document(text):
    return Reader(text.split("\n")).block(0) or {}


def stream(text):
    """The documents of a ticket file."""
    parts, now = [], []
    for line in text.split("\n"):
        if line == "---":
            parts.append("\n".join(now))
            now = []
        else:
            now.append(line)
    parts.append("\n".join(now))
    if parts and not parts[0].strip():
        parts = parts[1:]
    return [document(part) for part in parts]
