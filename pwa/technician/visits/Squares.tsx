/** A text as squares to scan; nothing until the part of the program that draws them is here. */
import { useEffect, useState } from 'preact/hooks';

export function Squares({ text, label }: { text: string; label: string }) {
  const [rows, draw] = useState<boolean[][]>();
  useEffect(() => {
    void import('./qr.ts').then(
      (qr) => draw(qr.squares(text)),
      () => undefined,
    );
  }, [text]);
  if (!rows) return <div class="qr" aria-hidden="true" />;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      class="qr"
      viewBox={`-2 -2 ${rows.length + 4} ${rows.length + 4}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
