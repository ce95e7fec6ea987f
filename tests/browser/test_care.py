"""What must not go wrong: wrong input, broken files, stops, reloads, two tabs, keyboards, and what is left behind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_wrong_input_is_named_where_it_stands(watched: Any) -> None:
    watched.go("you")
    page = watched.page
    page.get_by_label("Age", exact=True).fill("abc")
    page.get_by_label("Height", exact=True).fill("16")
    expect(page.get_by_text("2 things to mend")).to_be_visible()
    expect(page.get_by_label("Age", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Height", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Age", exact=True).fill("51")
    page.get_by_label("Height", exact=True).fill("168")
    expect(page.get_by_text("complete")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("person.toml", b"[person\nage = 57"),
        ("person.toml", b'[person]\nage = 400\nsex = "robot"\nlatitude = 52.1'),
        ("bundle.json", b'{"resourceType": "Bundle", "entry": "none"}'),
        ("servings.csv", b"not,a,food,log\n1,2,3,4\n"),
        ("person.toml", bytes(range(256))),
    ],
)
def test_a_broken_file_is_refused_in_words_and_changes_nothing(
    watched: Any, tmp_path: Path, name: str, content: bytes
) -> None:
    watched.go("you")
    page = watched.page
    broken = tmp_path / name
    broken.write_bytes(content)
    page.get_by_label("Open a file").set_input_files(broken)
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Age", exact=True)).to_have_value("51")
    watched.faults[:] = [fault for fault in watched.faults if "422" not in fault]


def test_a_person_goes_out_as_a_file_and_comes_back(watched: Any, tmp_path: Path) -> None:
    watched.go("you")
    page = watched.page
    page.get_by_label("Weight", exact=True).fill("73")
    expect(page.get_by_text("complete")).to_be_visible()
    page.wait_for_timeout(600)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    kept = tmp_path / "person.toml"
    saved.value.save_as(kept)
    assert 'mass = "73 kg"' in kept.read_text(encoding="utf-8")
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_label("Weight", exact=True)).to_have_value("67")
    page.get_by_label("Open a file").set_input_files(kept)
    expect(page.get_by_label("Weight", exact=True)).to_have_value("73")


def test_warfarin_stops_the_plan_on_every_page(watched: Any) -> None:
    watched.go("you")
    page = watched.page
    page.get_by_label("Add a medicine").fill("warfarin")
    page.locator(".combo-list [role=option]").first.click()
    expect(page.locator(".stops")).to_contain_text("ask your doctor")
    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page.get_by_text("Osteon gives no plan and no dose")).to_be_visible()
    expect(page.locator(".steps")).to_have_count(0)
    page.get_by_role("link", name="The body, live").click()
    expect(page.locator(".stops")).to_be_visible()


def test_a_stop_does_not_wait_until_all_else_is_mended(watched: Any) -> None:
    watched.go("you")
    page = watched.page
    page.get_by_label("Height", exact=True).fill("16")
    expect(page.get_by_text("One thing to mend")).to_be_visible()
    page.get_by_label("Add a medicine").fill("warfarin")
    page.locator(".combo-list [role=option]").first.click()
    expect(page.locator(".stops")).to_contain_text("vitamin K antagonist")
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("button", name="PDF")).to_be_disabled()
    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page.get_by_text("Osteon gives no plan and no dose")).to_be_visible()
    expect(page.locator(".steps")).to_have_count(0)
    page.get_by_role("link", name="You", exact=True).click()
    page.get_by_label("Height", exact=True).fill("168")
    expect(page.get_by_text("complete")).to_be_visible()
    expect(page.locator(".stops")).to_contain_text("vitamin K antagonist")


def test_a_reload_in_the_middle_keeps_the_form_and_the_sliders(watched: Any) -> None:
    watched.go("you")
    page = watched.page
    page.get_by_label("Weight", exact=True).fill("88")
    page.reload()
    expect(page.get_by_label("Weight", exact=True)).to_have_value("88")
    watched.go("body")
    page.get_by_label("Age", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.reload()
    expect(page.get_by_label("Age", exact=True)).to_have_value("52")
    assert "88" not in page.url


def test_two_tabs_do_not_disturb_each_other(watched: Any) -> None:
    watched.go("you")
    one = watched.page
    two = one.context.new_page()
    two.goto(f"{watched.address}/#/you")
    one.get_by_label("Weight", exact=True).fill("55")
    two.get_by_label("Weight", exact=True).fill("99")
    expect(one.get_by_text("complete")).to_be_visible()
    two.reload()
    one.reload()
    expect(one.get_by_label("Weight", exact=True)).to_have_value("55")
    expect(two.get_by_label("Weight", exact=True)).to_have_value("99")


def test_nothing_is_left_behind_but_the_colours(watched: Any) -> None:
    watched.go("body")
    page = watched.page
    page.get_by_role("button", name=re.compile("Use dark colours")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.locator("html").evaluate("() => Object.keys(localStorage)") == ["osteon.theme"]
    assert page.context.cookies() == []
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/#/\w+", page.url)


def test_a_person_is_kept_only_on_request_and_erased(watched: Any) -> None:
    watched.go("you")
    page = watched.page
    expect(page.get_by_role("button", name="Erase all")).to_have_count(0)
    page.get_by_label("Name to keep it under").fill("Testperson")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("button", name="Testperson", exact=True)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase all").click()
    expect(page.get_by_role("button", name="Testperson", exact=True)).to_have_count(0)


def test_the_keyboard_reaches_everything_on_the_map(watched: Any) -> None:
    watched.go("body")
    page = watched.page
    organ = page.get_by_role("button", name=re.compile("^Kidney"))
    organ.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.get_by_role("dialog").evaluate("element => element.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(organ).to_be_focused()
