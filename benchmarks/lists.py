"""Time and queries of long lists: python benchmarks/lists.py [RESULTS]

Builds a record with that many results through the ledger's triggers, then reads the first page, a
page in the middle of the list and a narrowed one, and the work list, as a browser does.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def main() -> None:
    """Print rows, milliseconds and queries of each page."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretome_record.config.settings.test")
        os.environ["SECRETOME_HOME"] = home
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{home}/record.sqlite3")
        import django

        django.setup()
        _measure(count)


def _measure(count: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    from factories.browsing import browser_of
    from factories.many import many_results
    from factories.people import SETTER, Crew, make_site
    from secretome_record.ledger.acting import Acting, acting

    with acting(Acting(SETTER.actor_code, "benchmark of lists", ambient=True)):
        call_command("migrate", verbosity=0)
        crew = Crew(make_site())
        start = time.perf_counter()
        many_results(crew, count)
        took = time.perf_counter() - start
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{count} results written through the ledger in {took:.0f} s ({connection.vendor})")
        client = browser_of(crew.qc_analyst)
        _pages(client)


def _pages(client) -> None:
    list_address = "/quality/results/"
    _read(client, list_address, "warm-up")
    text = _read(client, list_address, "first page of results")
    for _page in range(20):
        text = client.get(list_address + _next(text)).content.decode()
    _read(client, list_address + _next(text), "page 22 of results")
    _read(client, f"{list_address}?verdict=CANNOT_TELL", "narrowed by verdict")
    _read(client, f"{list_address}?words=0.777", "narrowed by words that nothing holds")
    _read(client, "/quality/samples/", "samples")
    _read(client, "/quality/", "lots")
    _read(client, "/", "work list")


def _next(text: str) -> str:
    return "?" + re.findall(r'href="\?(from=[^"]+)"', text)[-1].replace("&amp;", "&")


def _read(client, address: str, name: str) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    print(f"{name}: {took * 1000:.0f} ms, {len(queries)} queries")
    return answer.content.decode()


if __name__ == "__main__":
    main()
