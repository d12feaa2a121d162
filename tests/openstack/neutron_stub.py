"""Answers Nova's questions to Neutron with empty lists; the only stand-in among the services.

Nova asks for the ports of every server it shows. There are none, and nothing here depends on them.

    python neutron_stub.py PORT
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """GET /v2.0/some-things -> {"some_things": []}."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer any collection with an empty list."""
        collection = self.path.partition("?")[0].rstrip("/").rpartition("/")[2]
        name = collection.removesuffix(".json").replace("-", "_")
        body = json.dumps({name: []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
