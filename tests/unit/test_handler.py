"""What a handler declares of itself."""

from datetime import timedelta

import pytest

from app.handler import Job, Variables, handles, registry


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "by_topic", {})


def _handler(job: Job) -> Variables:
    return {}


@pytest.mark.parametrize(
    ("declared", "limit"),
    [
        (None, None),
        (timedelta(seconds=90), timedelta(seconds=90)),
        ("PT15M", timedelta(minutes=15)),
        ("PT1H30M", timedelta(minutes=90)),
        ("P1DT0.5S", timedelta(days=1, seconds=0.5)),
    ],
)
def test_a_time_limit_is_a_timedelta_or_an_iso_duration(
    declared: timedelta | str | None, limit: timedelta | None
) -> None:
    handles("prov", timeout=declared)(_handler)
    assert registry.by_topic["prov"].timeout == limit


@pytest.mark.parametrize("declared", ["", "P", "PT", "15M", "PT15", "P1M", "-PT5M", "snart"])
def test_what_is_no_duration_is_refused_by_its_text(declared: str) -> None:
    with pytest.raises(ValueError, match=f"PT15M: '{declared}'"):
        handles("prov", timeout=declared)


@pytest.mark.parametrize("declared", ["PT0S", timedelta(), timedelta(seconds=-1)])
def test_a_handler_without_any_time_is_refused_by_its_topic(declared: timedelta | str) -> None:
    with pytest.raises(ValueError, match="'prov' would have no time"):
        handles("prov", timeout=declared)


def test_a_topic_has_one_handler() -> None:
    handles("prov")(_handler)
    handles("prov")(_handler)
    with pytest.raises(ValueError, match="two handlers for the topic 'prov'"):
        handles("prov")(lambda job: {})
