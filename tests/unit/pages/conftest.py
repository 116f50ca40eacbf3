"""The pages on a real database, without a browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app.pages
from app.bootstrap.demo import diagram_files
from app.bootstrap.house import House, open_house
from app.pages import Site
from app.settings import load_settings
from app.usecases.deployments import Deployment, deploy
from app.usecases.users import create_demo_users

SAMPLE = Path(__file__).parent
LogIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A database with the sample process and the demo accounts."""
    opened = open_house(load_settings(data=tmp_path_factory.mktemp("data")))
    deploy(opened.context(), Deployment("prov", diagram_files(SAMPLE)))
    yield opened
    opened.close()


@pytest.fixture
def flask(house: House) -> Flask:
    """An app with the pages only."""
    made = Flask("prov")
    made.config.update(SECRET_KEY="hemlig" * 8)
    app.pages.register(made, house.context, Site("Provköping", "#224466", create_demo_users(house.context())))
    return made


def token(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found.group(1)


@pytest.fixture
def log_in(flask: Flask) -> LogIn:
    """A browser's requests, after logging in as this account."""

    def client(user: str) -> FlaskClient:
        made = flask.test_client()
        page = made.get("/logga-in").text
        answer = made.post("/logga-in", data={"username": user, "password": user, "csrf_token": token(page)})
        assert answer.status_code == 302, answer.text
        return made

    return client
