#!/usr/bin/env python3
"""Clients that hold connections and do nothing good with them; whatever the service closes is opened again.

Usage: hold.py URL STUDY IDLE TRICKLES READERS READY-FILE     until it is ended; then says how many were held and closed

IDLE connections send nothing, or nothing more after a request. Of the TRICKLES one half sends the head of a request, the other the
body, a byte a second. READERS ask for a long list and read a byte of it a second.
"""

import selectors
import signal
import socket
import sys
import time
import urllib.parse

url, study = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2]
idle, trickles, readers = map(int, sys.argv[3:6])
assert url.hostname == "127.0.0.1", url
HOST = f"Host: {url.netloc}\r\n"
ASK = f"POST /api/v1/studies/{study}/ask HTTP/1.1\r\n{HOST}Content-Type: application/json\r\n"
LIST = f"GET /api/v1/studies/{study}/trials?pageSize=1000 HTTP/1.1\r\n{HOST}\r\n"
FIRST = {
    "idle": "",
    "kept": f"GET /actuator/health/liveness HTTP/1.1\r\n{HOST}\r\n",
    "head": ASK + "X-Slow: ",
    "body": ASK + "Content-Length: 1000\r\n\r\n{\"worker\": \"",
    "reader": LIST,
}
selector = selectors.DefaultSelector()
held = {}
closed = dict.fromkeys(FIRST, 0)


def hold(kind):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.settimeout(10)
    connection.connect((url.hostname, url.port))
    connection.sendall(FIRST[kind].encode())
    connection.setblocking(False)
    if kind != "reader":
        selector.register(connection, selectors.EVENT_READ, kind)
    held[connection] = kind


def again(connection):
    kind = held.pop(connection)
    closed[kind] += 1
    if kind != "reader":
        selector.unregister(connection)
    connection.close()
    hold(kind)


def drip():
    for connection, kind in list(held.items()):
        try:
            if kind in ("head", "body"):
                connection.send(b"a")
            elif kind == "reader" and not connection.recv(1):
                again(connection)
        except BlockingIOError:
            pass
        except OSError:
            again(connection)


def end(*_):
    raise SystemExit


signal.signal(signal.SIGTERM, end)
for kind, count in (("idle", idle // 2), ("kept", idle - idle // 2), ("head", trickles // 2), ("body", trickles - trickles // 2),
                    ("reader", readers)):
    for _ in range(count):
        hold(kind)
with open(sys.argv[6], "w") as ready:
    ready.write("ready\n")
try:
    due = time.monotonic()
    while True:
        if time.monotonic() >= due:
            drip()
            due += 1
        for key, _ in selector.select(max(0, due - time.monotonic())):
            try:
                if not key.fileobj.recv(65536):
                    again(key.fileobj)
            except BlockingIOError:
                pass
            except OSError:
                again(key.fileobj)
finally:
    print(f"held {len(held)} connections; the service closed, and they were opened again: {closed}", flush=True)
