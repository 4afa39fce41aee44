"""Ask axe whether a screen can be used by everybody (WCAG 2.2 A and AA)."""

import functools

from playwright.sync_api import Page

from tests.browser.chromium import MODULES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# A sheet that is still sliding in is half transparent: what a person reads is what stands at the end.
RUN = """async (only) => {
  const ending = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((each) => each.finished));
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")} — ${node.failureSummary.replaceAll("\\n", " ")}`));
}"""


# What the dark can change of a page whose elements stay the same.
OF_COLOUR = ["color-contrast", "link-in-text-block"]


def violations(page: Page, dark: bool = False) -> list[str]:
    """Each violation in light, and in the dark where it is asked for, as `rule: element — what to mend (light)`; evaluated past the page's policy.

    Leaves the page as its window prefers it.
    """
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(_axe())
    found = []
    schemes = [("light", {"type": "tag", "values": TAGS}), ("dark", {"type": "rule", "values": OF_COLOUR})]
    for scheme, only in schemes if dark else schemes[:1]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{line} ({scheme})" for line in page.evaluate(RUN, only)]
    page.emulate_media(color_scheme="null")
    return found


def cut_off(page: Page) -> list[str]:
    """Elements whose text is wider than they are, that stand out of the window, or whose words stand out of a button or are torn apart."""
    return [*page.evaluate(CUT), *page.evaluate(TORN)]


CUT = """() => {
  const wide = document.documentElement.clientWidth;
  const told = (element) => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().slice(0, 40)}`;
  return [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || style.visibility === "hidden" || element.closest("[data-cut-ok], .unseen, .visually-hidden")) return false;
    const hidden = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "auto"
      && style.overflowX !== "scroll";
    const pushed = element.parentElement?.closest("[data-wide-ok]"); // a strip that is pushed sideways brings it into sight
    return hidden || (!pushed && (box.right > wide + 1 || box.left < -1));
  }).map(told);
}"""
# A button's own words beyond its edge; a time that goes on in the next line (`8:5/3`), and at the usual size of text a short word.
# What is long by nature (a code, a hash, an address of the web) may be torn. A font's own box is taller than its line, by less than half of the size.
TORN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  const words = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) > 20 ? /\\d+:\\d\\d/g : /[A-Za-z0-9À-ɏ.,:’']{2,12}/g;
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest("[data-cut-ok], .unseen, .visually-hidden, .skip, option, textarea, script, style, noscript")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const button = element.closest("button, a.button, a.primary")?.getBoundingClientRect(), text = range.getBoundingClientRect();
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    if (button?.width > 2 && (text.left < button.left - 1 || text.right > button.right + 1 || text.bottom > button.bottom + size / 2))
      found.push(`out of its button: ${node.data.trim().slice(0, 30)}`);
    if (element.closest("pre, code, .code, .number, .chain, [data-torn-ok]")) continue;
    for (const { 0: word, index } of node.data.matchAll(words)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].filter((each) => each.width > 1).map((each) => Math.round(each.top / 4))).size > 1)
        found.push(`torn: ${word} in “${node.data.trim().slice(0, 30)}”`);
    }
  }
  return [...new Set(found)];
}"""


@functools.cache
def _axe() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
