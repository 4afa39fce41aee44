/** What counts as a PIN: four to six digits that the customer beside the phone would not guess at once. Pure. */
export type PinGap = 'pinShort' | 'pinSame' | 'pinDiffers';

/** What is wrong with a PIN and its repetition, or nothing. */
export function pinGap(pin: string, again: string): PinGap | undefined {
  if (!/^[0-9]{4,6}$/.test(pin)) return 'pinShort';
  if (isPlain(pin)) return 'pinSame';
  return pin === again ? undefined : 'pinDiffers';
}

/** All digits equal, or each one more (or one less) than the digit before. */
function isPlain(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0]!);
}
