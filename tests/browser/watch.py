"""A page under watch: what it asks for, what it complains about, what axe says of it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = (Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
WIDTHS = ((1280, 900), (360, 740))
HANGS_ON_WIDTH = ["color-contrast", "scrollable-region-focusable", "aria-hidden-focus", "button-name", "link-name", "region"]
"""The document is the same at both widths: at the second, axe is asked again only what may be seen otherwise, or only there."""

LOOK = """() => ({
  title: document.title,
  h1: [...document.querySelectorAll('h1')].map((one) => one.textContent.trim()),
  twice: Object.entries([...document.querySelectorAll('[id]')].reduce((seen, one) => ({...seen, [one.id]: (seen[one.id] || 0) + 1}), {}))
    .filter(([, times]) => times > 1).map(([id]) => id),
  language: document.documentElement.lang,
  unnamed: [...document.querySelectorAll('a, button')].filter((one) => !one.hidden && !one.textContent.trim()).map((one) => one.outerHTML.slice(0, 120)),
  width: document.documentElement.scrollWidth,
  wide: document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect()
    return box.width && box.right > innerWidth + 1 && !one.closest('.visually-hidden, .rr-table-frame, .rr-skip, pre')
  }).slice(0, 4).map((one) => one.outerHTML.slice(0, 140)),
})"""

RUN_AXE = """async (asked) => {
  const found = await axe.run(document, {runOnly: asked, resultTypes: ['violations'], preload: false})
  return found.violations.map((one) => one.id + ': ' + one.help + ' — ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | '))
}"""


class Watched:
    """A page whose requests, console and errors are written down from the first moment."""

    def __init__(self, page: Page, home: str) -> None:
        page.add_init_script(AXE)
        self.page, self.home = page, home
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self.status = 0
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("response", self._answered)
        page.on("dialog", lambda dialog: dialog.accept())

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.outside.append(request.url)

    def _answered(self, response: Any) -> None:
        if response.request.is_navigation_request():
            self.status = response.status

    def _said(self, message: ConsoleMessage) -> None:
        # The browser itself writes a line for a page that answers 4xx or 5xx: that is what was asked for.
        own_status = message.text.startswith("Failed to load resource") and message.location.get("url", "").startswith(self.page.url)
        if message.type in ("error", "warning") and not own_status:
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path: str) -> None:
        self.complaints.clear()
        self.outside.clear()
        self.page.goto(self.home + path, wait_until="load")

    def problems(self) -> list[str]:
        """At both widths; empty when all is well."""
        found: list[str] = []
        for width, height in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": height})
            found += [f"{width} px: {problem}" for problem in self._problems_now(width)]
        self.page.set_viewport_size({"width": WIDTHS[0][0], "height": WIDTHS[0][1]})
        return found + self.complaints + [f"asked outside: {url}" for url in self.outside]

    def _problems_now(self, width: int) -> list[str]:
        seen = self.page.evaluate(LOOK)
        asked = {"type": "tag", "values": TAGS} if width == WIDTHS[0][0] else {"type": "rule", "values": HANGS_ON_WIDTH}
        found = [f"axe: {violation}" for violation in self.page.evaluate(RUN_AXE, asked)]
        if len(seen["h1"]) != 1 or not seen["h1"][0]:
            found.append(f"h1: {seen['h1']}")
        if " · " not in seen["title"] or not seen["title"].split(" · ")[0].strip():
            found.append(f"title: {seen['title']!r}")
        if seen["language"] != "it":
            found.append(f"language: {seen['language']}")
        found += [f"id used twice: {name}" for name in seen["twice"]] + [f"no name: {html}" for html in seen["unnamed"]]
        if seen["width"] > width:
            found.append(f"as wide as {seen['width']} px: {seen['wide']}")
        return found

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path
