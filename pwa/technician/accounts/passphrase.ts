/** How well a passphrase keeps a file: long enough, and not one that everybody tries first. Pure. */
export type PassphraseGap = 'passShort' | 'passPlain' | 'passDiffers';

const SHORTEST = 10;
const SHORTEST_CHINESE = 6; // because a character is one of thousands
const COMMON = [
  '1234567890',
  '0123456789',
  'password',
  'qwertyuiop',
  '1q2w3e4r5t',
  'woaini',
  '5201314',
  'abc123',
  '123456',
  '888888',
  '666666',
];

/** What is wrong with a passphrase and its repetition, or nothing. */
export function passphraseGap(passphrase: string, again: string): PassphraseGap | undefined {
  const typed = passphrase.normalize('NFKC');
  const chinese = typed.match(/[\u3400-\u9fff]/g)?.length ?? 0;
  if ([...typed].length < SHORTEST && chinese < SHORTEST_CHINESE) return 'passShort';
  if (
    weight(typed) < 28 ||
    COMMON.some((each) => typed.toLowerCase().startsWith(each) && typed.length < each.length + 5)
  )
    return 'passPlain';
  return typed === again.normalize('NFKC') ? undefined : 'passDiffers';
}

export type Strength = 'weak' | 'fair' | 'strong';

/** For the hint while typing. */
export function strength(passphrase: string): Strength {
  const bits = weight(passphrase.normalize('NFKC'));
  return passphraseGap(passphrase, passphrase) ? 'weak' : bits < 55 ? 'fair' : 'strong';
}

/** Bits that a guesser has to try, roughly: how many different signs of how large a set; a Chinese character counts more, a repetition nothing. */
function weight(typed: string): number {
  const signs = new Set(typed);
  const sizes: [RegExp, number][] = [
    [/[0-9]/, 10],
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[^0-9A-Za-z\u3400-\u9fff]/, 30],
    [/[\u3400-\u9fff]/, 2500],
  ];
  const set = sizes.reduce((sum, [kind, size]) => sum + (kind.test(typed) ? size : 0), 0);
  const counted = Math.min([...typed].length, signs.size * 1.5);
  return counted * Math.log2(Math.max(set, 1));
}
