"""Debian's Chromium, driven by Playwright; where one of them is missing, tests that need it are left out and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LAPTOP, PHONE = (1366, 768), (390, 844)
LOOKS = [pytest.param(size, scheme, id=f"{name}-{scheme}") for name, size in (("laptop", LAPTOP), ("phone", PHONE)) for scheme in ("light", "dark")]
"""Every size and colour scheme in which pages are looked at."""
_ACTIVE = "a[href^='javascript:'], a[href^='data:'], iframe, main img, .pane svg, [onclick], [onerror]"


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed, so no page is opened in a browser (pip install playwright)")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed, so no page is opened in a browser (apt-get install chromium)")
    arguments = [*_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else _ARGUMENTS
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


def opened(browser: Any, address: str, size: tuple[int, int] = LAPTOP, scheme: str = "light", script: str = "", wait: str = "load") -> Any:
    """A page, with a script that runs before its own, whose ``wrong`` is a list of what went wrong in it and ``asked`` of every address that it asked for."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    context.set_default_timeout(30_000)
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.wrong, page.asked = [], []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: (page.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address, wait_until=wait)
    return page


@contextmanager
def visits(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens places below an address. In the end no page may have gone wrong, or have asked for anything but what stands beside its own file."""
    pages: list[Any] = []

    def show(place: str = "", **how: Any) -> Any:
        pages.append(opened(browser, address + place, **how))
        return pages[-1]

    yield show
    folder = address.rpartition("/")[0]
    for page in pages:
        assert page.wrong == []
        assert [asked for asked in page.asked if not asked.startswith(folder)] == []
        page.context.close()


def open_all_blocks(page: Any) -> None:
    """Clicks on every block of the source, so that all that is known of it is shown."""
    blocks = page.locator(".source .block")
    blocks.last.wait_for()
    for n in range(blocks.count()):
        page.evaluate(f"document.querySelectorAll('.source .block')[{n}].click()")


_REORDERED = """() => {
  const sign = /[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]/;
  const told = [document.title], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    told.push(...(node.attributes ? [...node.attributes].map((one) => one.value) : [node.data]));
  }
  return told.filter((text) => sign.test(text));
}"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def assert_harmless(page: Any) -> None:
    """Of what a page shows of hostile sources, nothing ran, nothing acts, nothing turns its surroundings around, and nothing makes it wider."""
    assert page.evaluate("typeof window.hurt") == "undefined"
    assert page.locator(_ACTIVE).count() == 0
    assert page.evaluate(_REORDERED) == []
    assert page.evaluate(_TOO_WIDE) <= 0


def assert_nothing_acts(page: Any) -> None:
    """A hostile article is words: none of its scripts ran, and nothing of it became markup that acts."""
    assert page.evaluate("typeof window.hurt") == "undefined"
    assert "<script>" in page.locator(".pane.clean").inner_text(), "it is shown as the words that it is"
    assert page.locator(_ACTIVE).count() == 0


def until(page: Any, expression: str, turns: int = 600) -> None:
    """Waits until this holds in a page. Playwright's own way needs ``eval``, which the pages forbid."""
    for _ in range(turns):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"did not come true in time: {expression}")


def complaints(page: Any) -> list[str]:
    """What axe-core has against a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed (pip install axe-playwright-python)")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes']][:3]}" for v in found.response["violations"]]
