"""A house with demo accounts and the API on it; no worker runs, so that a test decides what happens when."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.demo import demo_accounts
from app.bootstrap.house import House, open_house
from app.bootstrap.web import flask_app
from app.settings import Settings, load_settings
from tests.databases import copied, fresh
from tests.integration.rest.api import Api


@pytest.fixture(scope="session")
def with_accounts(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with the demo accounts, closed: hashing their passwords takes longer than most tests."""
    directory = tmp_path_factory.mktemp("hus")
    settings = load_settings(data=directory, database_url=fresh(directory))
    opened = open_house(settings)
    demo_accounts(opened)
    opened.close()
    return settings


@pytest.fixture
def house(with_accounts: Settings, tmp_path: Path) -> Iterator[House]:
    """An installation with accounts and nothing deployed."""
    shutil.copytree(with_accounts.data, tmp_path, dirs_exist_ok=True)
    opened = open_house(load_settings(data=tmp_path, database_url=copied(with_accounts.database, tmp_path)))
    yield opened
    opened.close()


@pytest.fixture
def api(house: House) -> Api:
    """The API as the demo account with every role."""
    return Api(flask_app(house), house)
