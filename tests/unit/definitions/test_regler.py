"""The page of the rules says what the rules say."""

from app.definitions.catalogue import catalogue
from tests.unit.definitions.regler import PAGE, examples, page, sections

LARGE = {"form-too-large", "form-too-many-fields", "process-too-large", "xml-too-large", "xml-too-many-elements"}
DATABASE = {"business-key-pattern", "message-start-taken"}


def test_every_rule_is_in_one_section() -> None:
    listed = [rule for _, rules in sections() for rule in rules]
    assert sorted(listed) == [each.id for each in catalogue()]


def test_nearly_every_rule_is_shown_by_a_file_that_breaks_it() -> None:
    assert {each.id for each in catalogue()} - set(examples()) == LARGE | DATABASE


def test_every_rule_names_whose_it_is() -> None:
    for rule in catalogue():
        assert rule.clause.startswith(("BPMN ", "Camunda: ", "XML ", "Stegvis")), rule.id


def test_the_page_says_what_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.unit.definitions.regler"
