"""Files on their way to deployment: what was checked is what is deployed."""

from app.pages.uploads import MAX_BYTES, _pack, _unpack


def test_files_come_out_as_they_went_in() -> None:
    files = {"a.bpmn": b"<x/>" * 1000, "b.form": "åäö".encode()}
    assert _unpack(_pack(files)) == files


def test_a_package_that_is_not_ours_holds_no_files() -> None:
    assert _unpack("inte base64!") == {}
    assert _unpack("") == {}


def test_a_package_that_unpacks_to_more_than_an_upload_holds_no_files() -> None:
    assert _unpack(_pack({"a.bpmn": b"a" * MAX_BYTES})) == {}
