"""Serves one OpenStack WSGI application on 127.0.0.1; runs inside the virtual environment.

    python serve.py keystone|nova|metadata PORT GATE-FILE

A service holds the gate file of its databases during each request. `stand.py reset` holds it too
while it changes the databases under the service's hands, and touches it when it is done.
"""

import fcntl
import importlib
import os
import sys

import waitress

MODULES = {
    "keystone": "keystone.wsgi.api",
    "nova": "nova.wsgi.osapi_compute",
    "metadata": "nova.wsgi.metadata",
}


def main(name: str, port: int, gate: str) -> None:
    """Load the application `name` and serve it until the process is ended."""
    # The modules below parse sys.argv as their own command line.
    del sys.argv[1:]
    application = importlib.import_module(MODULES[name]).application
    if name == "keystone":
        application = forgetting(application, gate)
    elif name == "nova":
        # Only now: it needs Nova's configuration.
        importlib.import_module("compute").start(gate)
    waitress.serve(gated(application, gate), host="127.0.0.1", port=port, threads=8)


def gated(application, gate: str):
    """Wrap an application so that requests share the gate to read and have it alone to write."""

    def wrapped(environ, start_response):
        reads = environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS")
        with open(gate) as handle:
            # Two transactions that read before they write are a deadlock to sqlite: "database is locked".
            fcntl.flock(handle, fcntl.LOCK_SH if reads else fcntl.LOCK_EX)
            return application(environ, start_response)

    return wrapped


def forgetting(application, gate: str):
    """Wrap Keystone so that it drops its memory cache once the databases were put back."""
    from keystone import assignment, catalog, identity, receipt, revoke, token
    from keystone.common import cache

    regions = [
        cache.CACHE_REGION,
        catalog.COMPUTED_CATALOG_REGION,
        assignment.COMPUTED_ASSIGNMENTS_REGION,
        revoke.REVOKE_REGION,
        token.provider.TOKENS_REGION,
        receipt.provider.RECEIPTS_REGION,
        identity.ID_MAPPING_REGION,
    ]
    seen = [os.stat(gate).st_mtime_ns]

    def wrapped(environ, start_response):
        now = os.stat(gate).st_mtime_ns
        if now != seen[0]:
            seen[0] = now
            for region in regions:
                region.invalidate()
        return application(environ, start_response)

    return wrapped


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
