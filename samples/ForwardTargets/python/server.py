"""Receives events that PayHooks forwards. Start it with PAYHOOKS_SECRET, the secret of the target: python3 server.py"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["PAYHOOKS_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 300
handled = set()  # In a real service: a table, written in the transaction of the effect.


def is_genuine(headers, body):
    event_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False

    signed = f"{event_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    signatures = headers.get("webhook-signature", "").split(" ")
    return any([hmac.compare_digest(one.encode(), expected.encode()) for one in signatures])


class Target(BaseHTTPRequestHandler):
    def do_POST(self):
        # The raw bytes: parsed and written again, JSON is not what was signed.
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        genuine = self.path == "/payments" and is_genuine(self.headers, body)
        if genuine:
            self.handle_event(json.loads(body))

        self.send_response(204 if genuine else 401)
        self.end_headers()

    def handle_event(self, event):
        if event["id"] not in handled:
            amount = event["amount"] or {}
            resource = event["resource"]
            print(event["type"], resource["merchantReference"] or resource["id"], amount.get("value"), amount.get("currency"), flush=True)
            handled.add(event["id"])

    def log_message(self, format, *arguments):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Target)
    print(f"Listening on http://127.0.0.1:{server.server_port}/payments", flush=True)
    server.serve_forever()
