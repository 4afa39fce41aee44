/** Loads with the first receipt: text as the squares of a QR code, rows from top to bottom, true is dark. */
import { correction, generate } from 'lean-qr';

export function squares(text: string): boolean[][] {
  const code = generate(text, { minCorrectionLevel: correction.M });
  return Array.from({ length: code.size }, (_, y) => Array.from({ length: code.size }, (_, x) => code.get(x, y)));
}
