#!/usr/bin/env python3
"""A server that speaks SMTP badly, for tests: smtp_liar.py WAY

Says its port, then serves one connection after the other until it is killed,
and says "closed" after each with "once". WAY tells at which
command what goes wrong: "mute" (no greeting), "hangup:DOT" (closes there),
"say:DATA:250 fine", "endless:RCPT", "echo" (repeats the password), "noauth",
"once" (hangs up after each mail).
"""
import base64
import socket
import sys

WAY = sys.argv[1].split(":", 2)


def trouble(link, at):
    if WAY[0] == "hangup" and WAY[1] == at:
        raise EOFError
    if WAY[0] == "say" and WAY[1] == at:
        link.sendall(WAY[2].encode() + b"\r\n")
        return True
    if WAY[0] == "endless" and WAY[1] == at:
        for _ in range(5000):
            link.sendall(b"250-and so on\r\n")
        return True
    return False


def mails(link, lines):
    for line in lines:
        if line.rstrip(b"\r\n") == b".":
            return True
    return False


def serve(link):
    if WAY[0] == "mute":
        link.recv(1)
        return
    lines = link.makefile("rb")
    link.sendall(b"220 liar\r\n")
    for line in lines:
        word = line.split()[0].upper().decode()
        if trouble(link, word):
            continue
        if word == "EHLO":
            auth = b"" if WAY[0] == "noauth" else b"250-AUTH PLAIN\r\n"
            link.sendall(b"250-liar\r\n" + auth + b"250 8BITMIME\r\n")
        elif word == "AUTH":
            link.sendall(b"334 \r\n")
            secret = base64.b64decode(next(lines)).split(b"\0")[-1]
            if WAY[0] == "echo":
                link.sendall(b"535 no such password: " + secret + b"\r\n")
            else:
                link.sendall(b"235 fine\r\n")
        elif word == "DATA":
            link.sendall(b"354 go on\r\n")
            if not mails(link, lines) or trouble(link, "DOT"):
                return
            link.sendall(b"250 taken\r\n")
            if WAY[0] == "once":
                return
        else:
            link.sendall(b"250 fine\r\n")
            if word == "QUIT":
                return


server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
print(server.getsockname()[1], flush=True)
while True:
    link, _ = server.accept()
    try:
        serve(link)
    except (OSError, StopIteration, EOFError):
        pass
    try:
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    link.close()
    if WAY[0] == "once":
        print("closed", flush=True)
