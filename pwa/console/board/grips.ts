// What others have in hand on this board: which block is gripped by whom, and how that is shown.

export interface Grip {
  who: string;
  visit: string;
  words: string;
}

let hands: readonly Grip[] = [];

/** Remember what others have in hand now, and show it where that has changed. */
export function showGrips(now: readonly Grip[]): void {
  const before = JSON.stringify(hands);
  hands = now;
  if (JSON.stringify(hands) !== before) showHands();
}

/** Say once more whose hand is where; needed whenever the rows were drawn anew. */
export function showHands(): void {
  for (const old of document.querySelectorAll('.gripped')) old.classList.remove('gripped');
  for (const old of document.querySelectorAll('.grip')) old.remove();
  for (const each of hands.filter((one) => one.visit)) {
    const item = document.querySelector(`li[data-id="${each.visit}"]`);
    if (!item) continue;
    item.classList.add('gripped');
    const label = document.createElement('span');
    label.className = 'grip';
    label.textContent = each.words;
    item.append(label);
  }
  const others = document.querySelector('[data-others]');
  const said = hands.filter((one) => !one.visit).map((one) => one.words);
  if (others && others.textContent !== said.join(' · ')) others.textContent = said.join(' · ');
}

/** What somebody else does with this visit just now; '' for nothing. */
export function gripOn(visit: string): string {
  return hands.find((one) => one.visit === visit)?.words ?? '';
}
