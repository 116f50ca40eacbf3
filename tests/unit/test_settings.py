"""Settings: what the environment says, what is refused, and that the documentation tells the same."""

import stat
from pathlib import Path

import pytest

from app.bootstrap.house import open_house
from app.errors import SettingError
from app.settings import Settings, explanations, handler_settings, load_settings, prepare_data, secret_key, table

DOCUMENT = Path(__file__).parents[2] / "docs" / "installningar.md"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in explanations():
        monkeypatch.delenv(row.variable, raising=False)


def test_a_variable_of_the_environment_wins_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_PORT", "8123")
    assert load_settings().port == 8123


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_PORT", "8123")
    assert load_settings(port=9000).port == 9000


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_KOMMUN", "")
    assert load_settings().kommun == "Exempelkommunen"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STEGVIS_PORT", "åttatusen"),
        ("STEGVIS_PORT", "70000"),
        ("STEGVIS_COLOUR", "blå"),
        ("STEGVIS_DATABASE_URL", "mysql://example/stegvis"),
        ("STEGVIS_THREADS", "1"),
        ("STEGVIS_HTTPS", "kanske"),
        ("STEGVIS_WORKER_POLL_SECONDS", "0"),
        ("STEGVIS_LOG_LEVEL", "skrik"),
        ("STEGVIS_MESSAGE_BUFFER", "en vecka"),
        ("STEGVIS_MESSAGE_BUFFER", "P1M"),
        ("STEGVIS_WEBHOOK_NETWORKS", "10.0.0.0/8,kontoret"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence_that_names_it(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert variable in str(caught.value)
    assert f"”{value}” duger inte. Det ska vara " in str(caught.value)


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_SECRET_KEY", "for-kort")
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert "STEGVIS_SECRET_KEY" in str(caught.value)
    assert "for-kort" not in str(caught.value)


def test_every_setting_says_what_it_is_for_and_what_it_has_to_be() -> None:
    for row in explanations():
        assert row.description, row.variable
        assert row.must, row.variable


def test_the_database_is_a_file_in_the_data_directory_unless_set(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).database == f"sqlite:///{tmp_path}/stegvis.db"
    assert load_settings(database_url="postgresql://host/stegvis").database == "postgresql://host/stegvis"


def test_the_secret_key_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path)
    key = secret_key(settings)
    assert len(key) >= 32
    assert secret_key(settings) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_damaged_secret_key_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("kort")
    with pytest.raises(SettingError, match="skadad"):
        secret_key(load_settings(data=tmp_path))


def test_a_data_directory_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(SettingError, match="STEGVIS_DATA"):
        prepare_data(load_settings(data=tmp_path / "fil" / "data"))


def test_handlers_see_their_own_settings_without_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_HANDLER_LEVERANTOR_URL", "http://leverantor.example")
    assert handler_settings()["leverantor_url"] == "http://leverantor.example"


def test_the_documentation_has_the_table_of_settings_as_the_code_has_it() -> None:
    assert table() in DOCUMENT.read_text(encoding="utf-8")


def test_threads_of_the_server_run_jobs_unless_a_broker_has_others_do_it() -> None:
    assert load_settings().embedded_threads == 2
    assert load_settings(broker_url="redis://host/0").embedded_threads == 0
    assert load_settings(broker_url="redis://host/0", worker_threads=3).embedded_threads == 3


def test_the_address_of_a_broker_is_not_repeated_for_it_may_hold_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEGVIS_BROKER_URL", "http://anna:hemligt@host")
    with pytest.raises(SettingError) as caught:
        load_settings()
    assert "STEGVIS_BROKER_URL" in str(caught.value)
    assert "hemligt" not in str(caught.value)


@pytest.mark.parametrize("retries", ["ofta", "R/PT5M", "P", "PT5M,,PT1M"])
def test_retries_that_are_no_schedule_stop_the_start(retries: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="STEGVIS_RETRIES"):
        open_house(load_settings(data=tmp_path, retries=retries))
