"""`${…}` and `#{…}` as Camunda 7 diagrams use them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.errors import ExpressionError
from app.expressions import Environment, juel

SCOPE: dict[str, object] = {
    "belopp": 12,
    "namn": "Asta",
    "tom": "",
    "inget": None,
    "ja": True,
    "lista": ["a", "b"],
    "kommun": {"svarstid": 10, "namn": "Åre", "djup": {"er": [1, {"x": "y"}]}},
    "businessKey": "SN-1",
    "processInstanceId": "i-1",
    "siffror": "42",
}


def value(text: str, **scope: object) -> object:
    return juel(text).evaluate({**SCOPE, **scope}, Environment(now=lambda: datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${belopp}", 12),
        ("#{belopp}", 12),
        ("${ belopp > 10 }", True),
        ("${belopp gt 10 and belopp le 12}", True),
        ("${belopp == 12 && namn eq 'Asta'}", True),
        ('${namn != "Bo" || false}', True),
        ("${namn ne 'Asta' or belopp lt 5}", False),
        ("${not ja}", False),
        ("${!(belopp ge 13)}", True),
        ("${belopp + 1 - 2 * 3}", 7),
        ("${belopp / 5}", 2.4),
        ("${belopp div 5 eq 2.4}", True),
        ("${belopp % 5}", 2),
        ("${belopp mod 5}", 2),
        ("${-belopp}", -12),
        ("${1.5e1}", 15),
        ("${belopp > 10 ? 'stor' : 'liten'}", "stor"),
        ("${false ? 1 : true ? 2 : 3}", 2),
        ("${empty tom}", True),
        ("${empty inget && not empty lista}", True),
        ("${kommun.svarstid}", 10),
        ("${kommun['svarstid']}", 10),
        ("${kommun.djup.er[1].x}", "y"),
        ("${kommun.saknas}", None),
        ("${kommun.saknas.mer}", None),
        ("${lista[1]}", "b"),
        ("${lista[7]}", None),
        ("${null}", None),
        ("${'it\\'s'}", "it's"),
        ("${'}'}", "}"),
        ("${namn.contains('st')}", True),
        ("${namn.startsWith('A') && namn.endsWith('a')}", True),
        ("${namn.length()}", 4),
        ("${namn.toUpperCase()}", "ASTA"),
        ("${namn.toLowerCase()}", "asta"),
        ("${' a '.trim()}", "a"),
        ("${tom.isEmpty()}", True),
        ("${lista.size()}", 2),
        ("${lista.contains('b')}", True),
        ("${lista.isEmpty()}", False),
        ("${execution.getVariable('belopp')}", 12),
        ("${execution.getVariable('saknas')}", None),
        ("${execution.processBusinessKey}", "SN-1"),
        ("${execution.getProcessInstanceId()}", "i-1"),
        ("${execution.hasVariable('belopp')}", True),
        ("${execution.hasVariable('inget')}", True),
        ("${execution.hasVariable('saknas') && saknas > 1}", False),
        ("${namn.equals('Asta') && !namn.equals('asta')}", True),
        ("${namn.equalsIgnoreCase('ASTA')}", True),
        ("${namn.equalsIgnoreCase(inget)}", False),
        ("${namn.substring(1)}", "sta"),
        ("${namn.substring(1, 3)}", "st"),
        ("${namn.indexOf('ta')}", 2),
        ("${namn.indexOf('x')}", -1),
        ("${lista.indexOf('b')}", 1),
        ("${namn.replace('s', 'r')}", "Arta"),
        ("${lista.get(0)}", "a"),
        ("${kommun.get('svarstid')}", 10),
        ("${kommun.containsKey('namn') and not kommun.containsKey('nix')}", True),
        ("${belopp.toString()}", "12"),
        ("${kommun.size() > 2}", True),
        ("${belopp gt 10 ? namn.toUpperCase() : 'nej'}", "ASTA"),
        ("${1 + 2 * 3 == 7 and 7 % 4 - 1 eq 2}", True),
        ("${not (1 > 2) || false}", True),
        ("${true && false || true}", True),
        ("${1 < 2 == true}", True),
        ("${-(-belopp)}", 12),
        ("${0.5e1}", 5),
        ('${"dubbla \\"citat\\""}', 'dubbla "citat"'),
        ('${kommun["namn"].length()}', 3),
        ("${now()}", datetime(2026, 1, 1, 1, tzinfo=ZoneInfo("Europe/Stockholm"))),
    ],
)
def test_an_expression_gives_what_camunda_gives(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Beslut för ${namn}, ${belopp} kr", "Beslut för Asta, 12 kr"),
        ("${namn}${belopp}", "Asta12"),
        ("[${inget}]", "[]"),
        ("pris $5 #1 ${belopp}", "pris $5 #1 12"),
        (r"\${namn} är ${namn}", "${namn} är Asta"),
        (r"\#{namn}", "#{namn}"),
        ("${ja} ${belopp / 5}", "true 2.4"),
    ],
)
def test_text_around_expressions_gives_a_string(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${inget > 1}", False),
        ("${inget == null}", True),
        ("${inget + 1}", 1),
        ("${inget && true}", False),
        ("${siffror > 41}", True),
        ("${siffror == 42}", True),
        ("${siffror + 1}", 43),
        ("${'true' == ja}", True),
        ("${'true' ? 1 : 2}", 1),
        ("${namn == 12}", None),
    ],
)
def test_null_and_numerals_are_taken_as_el_takes_them(text: str, expected: object) -> None:
    if expected is None:
        with pytest.raises(ExpressionError, match="behövs ett tal"):
            value(text)
    else:
        assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${dateTime()}", "2026-01-01T01:00:00+01:00"),
        ("${dateTime().plusDays(3)}", "2026-01-04T01:00:00+01:00"),
        ("${dateTime().plusMonths(6).toDate()}", "2026-07-01T01:00:00+02:00"),
        ("${now().plusWeeks(1).minusHours(2)}", "2026-01-07T23:00:00+01:00"),
        ("${dateTime().plusYears(1).minusMinutes(1).plusSeconds(30)}", "2027-01-01T00:59:30+01:00"),
        ("${dateTime().plusDays(kommun.svarstid)}", "2026-01-11T01:00:00+01:00"),
    ],
)
def test_deadlines_are_reckoned_from_now_by_the_calendar(text: str, expected: str) -> None:
    found = value(text)
    assert isinstance(found, datetime)
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${dateTime().plusDays('3')}", "behöver ett heltal"),
        ("${dateTime().plusDays(1.5)}", "behöver ett heltal"),
        ("${namn.plusDays(1)}", "behöver en tidpunkt"),
        ("${dateTime().plusYears(9000)}", "utanför kalendern"),
        ("${namn.substring(9)}", "utanför texten"),
        ("${namn.substring(3, 1)}", "utanför texten"),
        ("${namn.get(0)}", "inga sådana delar"),
        ("${lista.containsKey('a')}", "behöver ett värde med delar"),
        ("${inget.toString()}", "inget värde"),
        ("${inget.length()}", "behöver en text"),
        ("${belopp % 0}", "inget resultat"),
        ("${saknas}", "ingen variabel ”saknas”"),
        ("${saknas.mer > 1}", "ingen variabel ”saknas”"),
        ("${namn + 1}", "behövs ett tal"),
        ("${'a' + 'b'}", "behövs ett tal"),
        ("${belopp / 0}", "inget resultat"),
        ("${lista > 1}", "olika slag"),
        ("${belopp && true}", "inte ja eller nej"),
        ("${belopp.namn}", "inga sådana delar"),
        ("${namn.__class__}", "inga sådana delar"),
        ("${belopp.length()}", "behöver en text"),
    ],
)
def test_what_camunda_would_throw_at_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert reason in str(caught.value.fields["reason"])
    assert caught.value.fields["source"] == text
