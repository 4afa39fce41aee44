/** An address that this app does not know: said plainly, with the way back to today. */
import { BottomBar } from './BottomBar.tsx';
import { address } from './router.ts';
import { TopLine } from './TopLine.tsx';
import { messages } from './messages.ts';

export function LostPage() {
  const { failed } = messages.value.shell;
  return (
    <div class="page">
      <TopLine />
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{failed.lost}</h1>
          <p class="sub">{failed.lostNext}</p>
        </div>
      </main>
      <BottomBar primary={{ label: failed.home, href: address({ page: 'today' }) }} />
    </div>
  );
}
