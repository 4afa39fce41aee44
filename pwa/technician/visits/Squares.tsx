/** A text as squares to scan; nothing until the part of the program that draws them is here. */
import { useEffect, useRef, useState } from 'preact/hooks';

const QUIET = 4; // squares of white around, without which cameras do not see where the code begins

/** Every square as many of the screen's own pixels as fit: a path of thousands of squares comes out skewed, and uneven ones are hard to read. */
export function Squares({ text, label }: { text: string; label: string }) {
  const [rows, draw] = useState<boolean[][]>();
  const paper = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    void import('./qr.ts').then(
      (qr) => draw(qr.squares(text)),
      () => undefined,
    );
  }, [text]);
  const size = rows ? rows.length + 2 * QUIET : 1;
  useEffect(() => {
    const [canvas, sharp] = [paper.current, window.devicePixelRatio || 1];
    const pen = rows && canvas?.getContext('2d');
    if (!canvas || !pen) return;
    const each = Math.max(1, Math.floor((canvas.clientWidth * sharp) / size));
    canvas.width = canvas.height = size * each;
    canvas.style.width = canvas.style.height = `${(size * each) / sharp}px`;
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = '#000';
    rows.forEach((row, y) =>
      row.forEach((dark, x) => dark && pen.fillRect((x + QUIET) * each, (y + QUIET) * each, each, each)),
    );
  }, [rows]);
  if (!rows) return <div class="qr" aria-hidden="true" />;
  return <canvas class="qr" ref={paper} role="img" aria-label={label} />;
}
