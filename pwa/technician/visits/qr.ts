/** The receipt as squares to scan, rows from top to bottom, true is dark; comes with the first receipt. */
import { correction, generate } from 'lean-qr';

export function squares(text: string): boolean[][] {
  const code = generate(text, { minCorrectionLevel: correction.M });
  return Array.from({ length: code.size }, (_, y) => Array.from({ length: code.size }, (_, x) => code.get(x, y)));
}
