"""Debian's Chromium, driven by Playwright; where one of them is missing, tests that need it are left out and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LAPTOP, PHONE = (1366, 768), (390, 844)


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


def opened(browser: Any, address: str, size: tuple[int, int] = LAPTOP, scheme: str = "light") -> Any:
    """A page, whose ``wrong`` is a list of what went wrong in it and ``asked`` of every address that it asked for."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.wrong, page.asked = [], []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: (page.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    return page


def until(page: Any, expression: str) -> None:
    """Waits until this holds in a page. Playwright's own way needs ``eval``, which the pages forbid."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"did not come true within ten seconds: {expression}")


def complaints(page: Any) -> list[str]:
    """What axe-core has against a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed (pip install axe-playwright-python)")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes']][:3]}" for v in found.response["violations"]]
