"""Lists stay fast when they grow: as many queries for 5 000 rows as for 60, along an index."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.browsing import browser_of
from factories.many import many_results, run_of_a_batch
from secretome_record.quality.models import Result

CEILING = 14


def read(client, address: str) -> tuple[str, list[str]]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode(), [one["sql"] for one in queries.captured_queries]


def next_address(text: str, list_address: str) -> str:
    token = re.search(r'href="\?(from=[^"]+)"[^>]*>\s*[^<]*(?:<[^>]+>[^<]*)*?Next', text)
    found = token or re.findall(r'href="\?(from=[^"]+)"', text)
    query = found[1] if isinstance(found, re.Match) else found[-1]
    return f"{list_address}?{query}".replace("&amp;", "&")


def plan_of(sql: str) -> str:
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}".replace("%", "%%"))
        return " ".join(str(cell) for row in cursor.fetchall() for cell in row)


@pytest.fixture
def results_address():
    return reverse("quality:results")


def test_the_list_of_results_costs_the_same_at_5000_rows_and_reads_along_its_index(
    crew, results_address
):
    client = browser_of(crew.nurse)
    run = many_results(crew, 60, run_of_a_batch(crew))
    client.get(results_address)
    few = len(read(client, results_address)[1])
    many_results(crew, 4940, run)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    text, first = read(client, results_address)
    assert len(first) == few <= CEILING
    assert text.count("Endotoxin") >= 50
    second_text, second = read(client, next_address(text, results_address))
    assert len(second) == few
    assert not set(re.findall(r"RS-\w+-.", text)) & set(re.findall(r"RS-\w+-.", second_text))
    for queries in (first, second):
        rows = next(sql for sql in queries if 'FROM "quality_result"' in sql and "LIMIT 51" in sql)
        assert "result_by_time" in plan_of(rows), plan_of(rows)
        assert "COUNT(" not in " ".join(queries)
    assert Result.objects.count() == 5000


def test_the_work_list_reads_undecided_results_along_an_index(crew):
    many_results(crew, 2000)
    from secretome_record.quality.queries import waiting_for

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        assert waiting_for(crew.qualified_person) == []
    told = [one["sql"] for one in queries if "CANNOT_TELL" in one["sql"]]
    assert len(told) == 1
    assert re.search(r"result_by_(verdict|site|lot)|INDEX|Index", plan_of(told[0]))
