"""What a person could not read or use on a page: text over text, text cut off, a page that must be pushed sideways."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.axe import cut_off

# Each piece of visible text with the box in which it can be seen; two of them may not cover each other.
# Places on a map may be near each other (`data-over-ok`).
# What lies under a bar, a menu or a sheet that stays in its place is not compared with it, because it can be scrolled out from under it.
OVER = """() => {
  const stays = (element) => { for (let each = element; each; each = each.parentElement) {
    if (/fixed|sticky/.test(getComputedStyle(each).position) || each.matches('dialog, .menu, .offers')) return each; } return null; };
  const clip = (box, element) => { let { left, top, right, bottom } = box;
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.overflowX === 'visible' && style.overflowY === 'visible' && style.clipPath === 'none') continue;
      const edge = each.getBoundingClientRect();
      left = Math.max(left, edge.left); top = Math.max(top, edge.top);
      right = Math.min(right, edge.right); bottom = Math.min(bottom, edge.bottom);
    } return { left, top, right, bottom }; };
  const open = document.querySelector('dialog[open]');
  const walker = document.createTreeWalker(open ?? document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest('[data-over-ok], .unseen, .visually-hidden, .skip, option, noscript, script, style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const box = clip(rect, element);
      if (box.right - box.left > 2 && box.bottom - box.top > 2) texts.push({ ...box, node, element, stays: stays(element) });
    }
  }
  const wrong = [];
  for (let one = 0; one < texts.length; one += 1) for (let other = one + 1; other < texts.length; other += 1) {
    const a = texts[one], b = texts[other];
    if (a.node === b.node || a.stays !== b.stays) continue;
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 0.4 * Math.min(a.bottom - a.top, b.bottom - b.top))
      wrong.push(`over: “${a.node.data.trim().slice(0, 30)}” and “${b.node.data.trim().slice(0, 30)}”`);
  }
  return [...new Set(wrong)];
}"""
# A page, or a part of one, that is wider than the place it has. A strip that is meant to be pushed says so by `data-wide-ok`.
SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll('body *')].filter((each) => {
  if (each.closest('[data-wide-ok]') || !each.clientWidth || each.matches('input, textarea, pre, select')) return false;
  const scrolls = each === document.documentElement || /auto|scroll/.test(getComputedStyle(each).overflowX);
  return scrolls && each.scrollWidth > each.clientWidth + 1;
}).map((each) => `sideways: ${each.tagName.toLowerCase()}.${each.className} by ${each.scrollWidth - each.clientWidth}`)"""
# What is not over or out of anything and still looks broken: a Chinese full stop with a gap after it, a figure without the head of its column,
# a heading that touches what stands before it, a board's row that is higher than its lanes, a list that opens at its end.
UGLY = """() => {
  const seen = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && each.getClientRects().length;
  const begins = (each) => each.textContent.trim().slice(0, 30);
  const open = document.querySelector('dialog[open]'), found = [];
  for (const gap of document.body.innerText.match(/.{0,12}[。，；：！？] [^ \\n]{1,6}/g) ?? []) found.push(`gap: “${gap}”`);
  for (const cell of document.querySelectorAll('.plain td')) {
    const head = cell.closest('table').tHead;
    if (head && !seen(head) && seen(cell) && /^[0-9.,]+$/.test(cell.textContent.trim()) && getComputedStyle(cell, '::before').content === 'none')
      found.push(`bare: “${begins(cell)}”`);
  }
  for (const head of document.querySelectorAll('h2, h3')) {
    const before = head.previousElementSibling;
    if (!before?.matches('form, ul, ol, dl, table, div, section') || !before.offsetHeight) continue;
    if (!seen(head) || !seen(before) || head.matches('.unseen') || before.matches('.unseen')) continue;
    const gap = head.getBoundingClientRect().top + parseFloat(getComputedStyle(head).paddingTop) - before.getBoundingClientRect().bottom;
    if (gap > -2 && gap < 4) found.push(`sticks: “${begins(head)}”`);
  }
  for (const track of document.querySelectorAll('.drawn tr[data-row] .track'))
    if (track.closest('tr').clientHeight > track.clientHeight + 3) found.push(`high: “${begins(track.closest('tr'))}”`);
  if (open && open.scrollTop > 0) found.push(`opens at its end: “${begins(open)}”`);
  return found;
}"""
LARGE = "document.documentElement.style.fontSize = '200%'"
USUAL = "document.documentElement.style.fontSize = ''"
OUT_OF_SIGHT = (
    ".unseen",
    "span.unseen",
    "caption.unseen",
    "a.skip",
    "svg",
    "symbol",
    "use",
    "button.unseen",
    "legend.unseen",
    "label.unseen",
    "h2.unseen",
    "path",
    "g.",
    "input.",  # whose text can be pushed
)


def wrong_with(page: Page) -> list[str]:
    """What is over, out of or cut off on this page as it stands, in words; and the same at twice the text size."""
    found = [*_now(page), *page.evaluate(UGLY)]
    page.evaluate(LARGE)
    found += [f"{each} (200 %)" for each in _now(page)]
    page.evaluate(USUAL)
    return found


def _now(page: Page) -> list[str]:
    cut = [f"cut: {each}" for each in cut_off(page) if not each.startswith(OUT_OF_SIGHT)]
    return [*page.evaluate(OVER), *page.evaluate(SIDEWAYS), *cut]
