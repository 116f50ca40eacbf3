"""Files on their way to deployment: what was checked is what is deployed."""

from app.pages.uploads import MAX_BYTES, pack, unpack


def test_files_come_out_as_they_went_in() -> None:
    files = {"a.bpmn": b"<x/>" * 1000, "b.form": "åäö".encode()}
    assert unpack(pack(files)) == files


def test_a_package_that_is_not_ours_holds_no_files() -> None:
    assert unpack("inte base64!") == {}
    assert unpack("") == {}


def test_a_package_that_unpacks_to_more_than_an_upload_holds_no_files() -> None:
    assert unpack(pack({"a.bpmn": b"a" * MAX_BYTES})) == {}
