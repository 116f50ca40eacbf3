"""Each step of the source texts is on an element, has its values in and out, and is proven by a test."""

import pytest

from tests.acceptance.sparbarhet import PAGE, bundled, page, proofs_of, realising
from tests.acceptance.steg import STEG


@pytest.mark.parametrize("step", STEG)
def test_each_step_is_on_an_element(step: str) -> None:
    assert list(realising(step, bundled()))


@pytest.mark.parametrize("step", STEG)
def test_each_step_is_walked_by_a_test(step: str) -> None:
    assert list(proofs_of(step))


@pytest.mark.parametrize("step", [step for step, said in STEG.items() if said.varde_in or said.varde_ut])
def test_what_goes_in_and_out_is_a_data_object_of_the_process(step: str) -> None:
    objects = {
        " ".join(name.lower().split())
        for diagram in bundled()
        for p in diagram.processes
        for name in p.data_objects.values()
    }
    for value in (*STEG[step].varde_in, *STEG[step].varde_ut):
        assert any(value.lower() in name for name in objects), f"{value} is no data object; there are {sorted(objects)}"


def test_an_element_names_only_steps_that_exist() -> None:
    for diagram in bundled():
        for process in diagram.processes:
            for node in process.nodes.values():
                assert set(node.properties.get("kalla", "").split()) <= set(STEG), node.id


def test_the_page_says_what_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.acceptance.sparbarhet"
