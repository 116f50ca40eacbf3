"""Every expected error has an answer in both dialects."""

import inspect

from app import errors
from app.errors import AppError
from app.rest.problems import KINDS


def test_every_error_code_is_in_the_table() -> None:
    codes = {each.code for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, AppError)}
    assert codes == set(KINDS)


def test_each_error_code_belongs_to_one_error() -> None:
    classes = [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, AppError)]
    assert len({each.code for each in classes}) == len(classes)
