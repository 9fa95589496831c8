#!/usr/bin/env python3
"""Stands before an IMAP or SMTP server and makes it a worse one, for tests:

    mail_between.py PORT [RULE]...

hide:UIDPLUS MOVE          these words are in no capability that it shows
refuse:REGEX:NO sorry      commands that match get this answer, after their tag
swap:REGEX:SIZE 10         in the server's lines
say:REGEX:* 1 FETCH ({5}   this goes before the server's answer; \\r and \\n count
only:REGEX:* BYE           the same, then the connection ends
log:FILE                   every line of the client
cut:350000                 a connection ends after so many bytes of the server

It speaks with PORT of this machine in the clear, and says the port that it
listens on. Serves until it is killed.
"""
import re
import socket
import sys
import threading

hidden, swaps, rules, log, limit = [], [], [], None, None
for rule in sys.argv[2:]:
    kind, rest = rule.split(":", 1)
    if kind == "hide":
        hidden += rest.encode().split()
    elif kind == "log":
        log = rest
    elif kind == "cut":
        limit = int(rest)
    else:
        pattern, words = rest.split(":", 1)
        words = words.encode().replace(b"\\r", b"\r").replace(b"\\n", b"\n")
        wanted = re.compile(pattern.encode(), re.I)
        (swaps if kind == "swap" else rules).append((kind, wanted, words))


def close(*ends):
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def up(client, server):
    """Commands, line by line."""
    for line in client.makefile("rb"):
        if log:
            with open(log, "ab") as file:
                file.write(line)
        tag = line.split(b" ", 1)[0]
        found = next((rule for rule in rules if rule[1].search(line)), None)
        if not found:
            server.sendall(line)
        elif found[0] == "refuse":
            client.sendall(tag + b" " + found[2] + b"\r\n")
        else:
            client.sendall(found[2].replace(b"%tag", tag))
            if found[0] == "only":
                break
            server.sendall(line)
    close(client, server)


def shown(line):
    for _, wanted, words in swaps:
        line = wanted.sub(words, line)
    if not re.match(rb"\* CAPABILITY|\S+ OK \[CAPABILITY|250[- ]", line):
        return line
    for word in hidden:
        line = re.sub(rb" " + re.escape(word) + rb"(?![\w-])", b"", line)
        if re.match(rb"250-" + re.escape(word) + rb"\s", line):
            return b""
    return line


def down(server, client):
    left = limit
    if left is None:
        for line in server.makefile("rb"):
            client.sendall(shown(line))
    while left and (data := server.recv(min(left, 65536))):
        client.sendall(data)
        left -= len(data)
    close(client, server)


def run(work, *ends):
    try:
        work(*ends)
    except OSError:
        close(*ends)


gate = socket.create_server(("127.0.0.1", 0))
print(gate.getsockname()[1], flush=True)
while True:
    client, _ = gate.accept()
    server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    for work, ends in ((up, (client, server)), (down, (server, client))):
        threading.Thread(target=run, args=(work, *ends), daemon=True).start()
