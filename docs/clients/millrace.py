#!/usr/bin/env python3
"""A Millrace client of the standard library alone: sign, place and cancel an order, follow a book.

    python3 millrace.py place SYMBOL BUY|SELL PRICE QUANTITY
    python3 millrace.py cancel ORDER_ID
    python3 millrace.py follow SYMBOL [MESSAGES]

MILLRACE_URL (http://127.0.0.1:3001); MILLRACE_KEY and MILLRACE_SECRET of an HMAC key, or MILLRACE_USER without authentication.
"""
import base64
import hashlib
import hmac
import json
import os
import socket
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zlib
from decimal import Decimal

URL = os.environ.get("MILLRACE_URL", "http://127.0.0.1:3001")


def signature(secret, timestamp, window, method, target, body):
    """HMAC-SHA256 over timestamp, window, method, path and query as sent, and the body's hash."""
    canonical = "\n".join([str(timestamp), str(window), method, target, hashlib.sha256(body).hexdigest()])
    return hmac.new(secret.encode(), canonical.encode(), hashlib.sha256).hexdigest()


def headers(method, target, body):
    key = os.environ.get("MILLRACE_KEY")
    if key is None:
        return {"X-User-Id": os.environ["MILLRACE_USER"]}
    timestamp = int(time.time() * 1000)
    return {
        "X-API-KEY": key,
        "X-TIMESTAMP": str(timestamp),
        "X-RECV-WINDOW": "5000",
        "X-SIGNATURE": signature(os.environ["MILLRACE_SECRET"], timestamp, 5000, method, target, body),
    }


def call(method, target, value=None):
    """Sends one request; an error's body says whether it may be repeated (`outcome`, `retryable`)."""
    body = b"" if value is None else json.dumps(value).encode()
    request = urllib.request.Request(URL + target, data=body or None, method=method)
    for name, text in headers(method, target, body).items():
        request.add_header(name, text)
    if body:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def place(symbol, side, price, quantity):
    # The id is made before the first try: sent again with the same one, the order is never placed twice.
    order = {
        "symbol": symbol, "side": side, "type": "LIMIT", "timeInForce": "GTC", "price": price, "quantity": quantity,
        "clientOrderId": "py-" + uuid.uuid4().hex[:24], "respType": "FULL",
    }
    for _ in range(5):
        status, answer = call("POST", "/api/v1/orders", order)
        if status < 400 or not (answer["retryable"] or answer["outcome"] == "UNKNOWN"):
            break
        time.sleep(0.2)
    return answer


class Stream:
    """WebSocket (RFC 6455), as much of it as a client needs."""

    def __init__(self, url):
        address = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port or 80), timeout=60)
        self.file = self.socket.makefile("rb")
        nonce = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            f"GET /ws HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {nonce}\r\n\r\n").encode())
        status = self.file.readline()
        if b" 101 " not in status:
            raise ConnectionError(status.decode())
        while self.file.readline().strip():
            pass

    def send(self, value):
        self._frame(1, json.dumps(value).encode())

    def _frame(self, opcode, payload):
        mask = os.urandom(4)
        head = bytes([0x80 | opcode])
        if len(payload) < 126:
            head += bytes([0x80 | len(payload)])
        else:
            head += bytes([0x80 | 126]) + struct.pack(">H", len(payload))
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))

    def _read(self, length):
        data = self.file.read(length)
        if len(data) < length:
            raise ConnectionError("the server is gone")
        return data

    def receive(self):
        text = b""
        while True:
            first, length = self._read(2)
            if length == 126:
                length = struct.unpack(">H", self._read(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self._read(8))[0]
            payload = self._read(length)
            opcode = first & 15
            if opcode == 9:
                self._frame(10, payload)
            elif opcode == 8:
                raise ConnectionError("closed: %d" % struct.unpack(">H", payload[:2])[0])
            elif opcode < 8:
                text += payload
                if first & 0x80:
                    return json.loads(text)


class Book:
    """Replace on a snapshot; ignore what is old; resync on a gap or a wrong checksum."""

    def __init__(self):
        self.bids, self.asks, self.sequence = {}, {}, -1

    def take(self, message):
        """False: the book must be asked for again."""
        sequence = int(message["seq"])
        if message["type"] == "snapshot":
            self.bids, self.asks = {}, {}
        elif sequence <= self.sequence:
            return True
        elif int(message["prevSeq"]) != self.sequence:
            return False
        for side, levels in ((self.bids, message["bids"]), (self.asks, message["asks"])):
            for price, quantity in levels:
                if quantity == "0":
                    side.pop(price, None)
                else:
                    side[price] = quantity
        self.sequence = sequence
        return self.checksum() == message["checksum"]

    def best(self, count):
        bids = sorted(self.bids.items(), key=lambda level: -Decimal(level[0]))[:count]
        asks = sorted(self.asks.items(), key=lambda level: Decimal(level[0]))[:count]
        return bids, asks

    def checksum(self):
        bids, asks = self.best(10)
        text = "#".join("|".join(f"{price}:{quantity}" for price, quantity in side) for side in (asks, bids))
        return zlib.crc32(text.encode())


def follow(symbol, count):
    channel = f"depth.{symbol}"
    book, left = Book(), count
    while left:
        try:
            stream = Stream(URL)
            stream.send({"id": 1, "method": "subscribe", "params": {"channels": [channel]}})
            while left:
                message = stream.receive()
                if "error" in message:
                    raise SystemExit(json.dumps(message["error"]))
                if message.get("channel") != channel:
                    continue
                if not book.take(message):
                    stream.send({"id": 2, "method": "resync", "params": {"channels": [channel]}})
                    continue
                print(json.dumps({"seq": book.sequence, "checksum": book.checksum(), "best": book.best(1)}), flush=True)
                left -= 1
        except OSError as gone:
            print(f"again after: {gone}", file=sys.stderr)
            time.sleep(1)


def main(arguments):
    if arguments[0] == "place":
        print(json.dumps(place(*arguments[1:5])))
    elif arguments[0] == "cancel":
        print(json.dumps(call("DELETE", "/api/v1/orders/" + arguments[1])[1]))
    elif arguments[0] == "follow":
        follow(arguments[1], int(arguments[2]) if len(arguments) > 2 else -1)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:] or ["help"])
