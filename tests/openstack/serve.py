"""Serves one OpenStack WSGI application on 127.0.0.1; runs inside the virtual environment.

    python serve.py keystone|nova|metadata PORT RESTORED-FILE
"""

import importlib
import os
import sys

import waitress

MODULES = {
    "keystone": "keystone.wsgi.api",
    "nova": "nova.wsgi.osapi_compute",
    "metadata": "nova.wsgi.metadata",
}


def main(name: str, port: int, restored: str) -> None:
    """Load the application `name` and serve it until the process is ended."""
    # The modules below parse sys.argv as their own command line.
    del sys.argv[1:]
    application = importlib.import_module(MODULES[name]).application
    if name == "keystone":
        application = forgetting(application, restored)
    waitress.serve(application, host="127.0.0.1", port=port, threads=8)


def forgetting(application, restored: str):
    """Wrap Keystone so that it drops its memory cache once the databases were put back.

    Keystone caches what it read; `stand.py reset` changes the databases under its hands and then
    touches the file `restored`.
    """
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
    seen = [modified(restored)]

    def wrapped(environ, start_response):
        now = modified(restored)
        if now != seen[0]:
            seen[0] = now
            for region in regions:
                region.invalidate()
        return application(environ, start_response)

    return wrapped


def modified(path: str) -> int:
    """The time a file was last changed, 0 if there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return 0


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
