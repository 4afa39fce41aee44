/** The tokens keep their promises: one dark theme however it is chosen, and text that can be read in the sun. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../../../pwa/styles/tokens.css', import.meta.url), 'utf8').replace(
  /\/\*.*?\*\//gs,
  '',
);
const block = (opening: RegExp): Map<string, string> => {
  const found = opening.exec(css);
  assert.ok(found, `no block ${opening}`);
  const inside = css.slice(found.index + found[0].length).split('}')[0]!;
  return new Map(
    inside
      .split(';')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
};
const light = block(/:root \{/);
const system = block(/:root:not\(\[data-theme="light"\]\) \{/);
const chosen = block(/:root\[data-theme="dark"\] \{/);
const dark = new Map([...light, ...chosen]);

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(theme: Map<string, string>, one: string, other: string): number {
  const [a, b] = [one, other]
    .map((name) => theme.get(`--${name}`))
    .map((hex) => {
      assert.match(hex ?? '', /^#[0-9a-f]{6}$/);
      return luminance(hex!);
    });
  return (Math.max(a!, b!) + 0.05) / (Math.min(a!, b!) + 0.05);
}

const TEXT = [
  ...['bg', 'surface', 'surface-2'].flatMap((ground) => [
    ['ink', ground],
    ['ink-2', ground],
  ]),
  ['accent', 'bg'],
  ['accent', 'surface'],
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['on-accent', 'accent'],
  ...['good', 'attention', 'problem', 'quiet'].flatMap((meaning) => [
    [meaning, `${meaning}-soft`],
    [meaning, 'surface'],
    [meaning, 'bg'],
  ]),
  ['ink', 'quiet-soft'],
  ...['customer', 'customer-2'].flatMap((paper) => [
    ['customer-ink', paper],
    ['customer-ink-2', paper],
  ]),
  ['on-customer-accent', 'customer-accent'],
];
const TOUCHED = [
  ['control', 'bg'],
  ['control', 'surface'],
  ['customer-control', 'customer'],
  ['customer-control', 'customer-2'],
  ['accent', 'surface'],
  ['focus', 'bg'],
  ['customer-accent', 'customer'],
];

test('dark is the same whether the phone or the person chose it', () => {
  assert.deepEqual([...system], [...chosen]);
});
test('every colour has a dark counterpart', () => {
  const colours = [...light.keys()].filter((name) => /^#|^rgba/.test(light.get(name)!));
  assert.deepEqual(
    colours.filter((name) => !chosen.has(name)),
    [],
  );
});
for (const [name, theme] of [
  ['light', light],
  ['dark', dark],
] as const) {
  test(`${name}: every text can be read in the sun (7:1)`, () => {
    const poor = TEXT.map(([one, other]) => [one, other, contrast(theme, one!, other!).toFixed(2)]).filter(
      ([, , ratio]) => Number(ratio) < 7,
    );
    assert.deepEqual(poor, []);
  });
  test(`${name}: whatever is touched has an edge that can be seen (4.5:1)`, () => {
    const poor = TOUCHED.map(([one, other]) => [one, other, contrast(theme, one!, other!).toFixed(2)]).filter(
      ([, , ratio]) => Number(ratio) < 4.5,
    );
    assert.deepEqual(poor, []);
  });
}
