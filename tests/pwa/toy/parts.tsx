/** What the toy shows: a page of its own, a sheet, and a line on Today. */
import type { VisitOnPhone } from '../../../pwa/technician/phone/interface.ts';
import { usePhone } from '../../../pwa/technician/shell/context.tsx';
import { messages } from '../../../pwa/technician/shell/messages.ts';
import { address } from '../../../pwa/technician/shell/router.ts';
import { Sheet } from '../../../pwa/technician/shell/Sheet.tsx';

declare module '../../../pwa/technician/storage/factKinds.ts' {
  interface AddedFacts {
    toy_seen: true;
  }
}

interface Given {
  visits: readonly VisitOnPhone[];
}

export const ToyPage = ({ colour }: { colour?: string }) => (
  <main class="page">
    <h1 tabIndex={-1}>{messages.value.toy.title(colour ?? '')}</h1>
  </main>
);

export function ToySheet({ visits, onClose }: Given & { onClose: () => void }) {
  const phone = usePhone();
  const { title, seen } = messages.value.toy;
  const report = async () => {
    await phone.report({ type: 'visit', id: visits[0]!.bundle.id }, 'toy_seen', {});
    onClose();
  };
  return (
    <Sheet title={title('')} onClose={onClose} primary={{ label: seen, onClick: report }}>
      <p>{visits.length}</p>
    </Sheet>
  );
}

export const ToySection = ({ visits }: Given) => (
  <a class="toy-line" href={address({ page: 'toy', colour: 'red' })}>
    {messages.value.toy.waiting(visits.length)}
  </a>
);
