"""The app as a person meets it: each page in a real browser, on real answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
PAGES = ["body", "you", "compare", "plan", "trials", "people", "why", "report"]
AXE = Path(__file__).parents[2] / "app" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


@pytest.mark.parametrize("name", PAGES)
def test_each_page_shows_something_and_says_what_it_is_for(watched: Any, name: str) -> None:
    watched.go(name)
    page = watched.page
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("footer")).to_contain_text("not a medical device")
    assert len(page.locator("main").inner_text()) > 150


@pytest.mark.parametrize("width", [360, 768, 3840])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_out_of_the_window(watched: Any, name: str, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 900})
    watched.go(name)
    root = watched.page.locator("html")
    assert root.evaluate("element => element.scrollWidth <= element.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Any, address: str, name: str, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in app/)")
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/#/{name}")
    page.locator("h1").first.wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    page.wait_for_selector(".spinner", state="detached", timeout=60_000)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN_AXE)
    context.close()
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["target"] for node in each["nodes"]][:5]) for each in grave] == []


def test_the_two_minute_path(watched: Any) -> None:
    page = watched.page
    watched.go("you")
    page.get_by_label("Age", exact=True).fill("63")
    page.get_by_label("Weight", exact=True).fill("71")
    page.get_by_label("Add a food").fill("natto")
    page.locator(".combo-list [role=option]").first.click()
    expect(page.get_by_role("list", name="Foods").get_by_text(re.compile("natto", re.IGNORECASE))).to_be_visible()
    page.get_by_role("button", name="+ calcium carbonate").click()
    expect(page.get_by_text("complete")).to_be_visible()
    page.get_by_role("link", name="See the body move").click()
    expect(page.get_by_role("button", name=re.compile("^Gut"))).to_be_visible()
    expect(page.locator(".who")).to_contain_text("Woman, 63")
    before = page.locator('[data-id="25ohd_serum"] .chart-now .big').inner_text()
    slider = page.get_by_label("Vitamin D3", exact=True)
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator('[data-id="25ohd_serum"] .chart-now .big')).not_to_have_text(before)
    page.get_by_role("link", name="Plan", exact=True).click()
    watched.settle()
    expect(page.get_by_role("heading", name="Goals")).to_be_visible()
    page.get_by_role("link", name="Report", exact=True).click()
    with page.expect_download(timeout=120_000) as saved:
        page.get_by_role("button", name="Save the PDF").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")


def test_the_slider_moves_streams_curves_and_numbers(watched: Any) -> None:
    page = watched.page
    watched.go("body")
    organ = page.get_by_role("button", name=re.compile("^Gut"))
    eaten = page.locator(".flow.calcium").nth(1)
    organ.wait_for()
    width = float(eaten.get_attribute("stroke-width") or 0)
    page.get_by_label("Calcium tablets", exact=True).focus()
    for _ in range(10):
        page.keyboard.press("PageUp")
    expect(page.get_by_label("Calcium tablets", exact=True)).to_have_value("1500")
    page.wait_for_timeout(1500)
    flows = page.locator(".flow.calcium")
    assert max(float(each.get_attribute("stroke-width") or 0) for each in flows.all()) > width
    assert page.locator("html").evaluate("() => performance.getEntriesByName('osteon:slider').length") > 0


def test_the_three_spreads_are_told_apart(watched: Any) -> None:
    page = watched.page
    watched.go("body")
    card = page.locator('[data-id="t_total_hip"]')
    card.scroll_into_view_if_needed()
    both = card.locator(".chart-now .range").first.inner_text()
    page.get_by_role("button", name="doubt about the model").click()
    expect(card.locator(".chart-now .range").first).not_to_have_text(both)
    page.get_by_role("button", name="Compare the rival answers").click()
    page.get_by_role("img", name=re.compile("rival hypotheses")).first.wait_for(timeout=120_000)
    watched.settle()


def test_any_number_says_why(watched: Any) -> None:
    page = watched.page
    watched.go("body")
    number = page.locator('[data-id="fractional_calcium_absorption"] .why')
    number.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("gut.fraction")
    expect(drawer).to_contain_text("What drives it most")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(number).to_be_focused()


def test_regimens_stand_side_by_side_with_their_synergy(watched: Any) -> None:
    watched.go("compare")
    page = watched.page
    heads = page.locator("table.compare thead th").all_inner_texts()
    assert {"Nothing", "D3", "K2", "D3 and K2", "Food only", "The plan"} <= set(heads)
    expect(page.get_by_role("heading", name="Do D3 and K2 do more together?")).to_be_visible()
    assert page.locator(".forest-row.interaction").count() >= 8


def test_a_trial_shows_observed_beside_predicted(watched: Any) -> None:
    watched.go("trials")
    page = watched.page
    page.get_by_label("Search trials").fill("knapen2013")
    page.get_by_role("link", name=re.compile("MK-7 180")).first.click()
    page.locator(".forest-line").first.wait_for()
    assert page.locator(".forest-line .told").count() > 0
    watched.settle()


def test_a_population_runs_with_its_progress(watched: Any) -> None:
    watched.go("people")
    page = watched.page
    page.get_by_role("button", name="200", exact=True).click()
    page.get_by_role("button", name="Run the population").click()
    page.get_by_role("heading", name="Of 1,000 such people").wait_for(timeout=120_000)
    assert page.locator("article canvas").count() > 0
