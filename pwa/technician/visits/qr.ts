/** A text as squares to scan, rows from top to bottom, true is dark; comes with the first receipt or code. */
import { correction, generate } from 'lean-qr';

export function squares(text: string): boolean[][] {
  const long = text.length > 200; // small squares are hard enough to read without more of them
  const code = generate(text, { minCorrectionLevel: long ? correction.L : correction.M });
  return Array.from({ length: code.size }, (_, y) => Array.from({ length: code.size }, (_, x) => code.get(x, y)));
}
