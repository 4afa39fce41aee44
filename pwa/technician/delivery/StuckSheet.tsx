/** What to do when it never sends: four plain steps, the last of which is a person. */
import { usePhone } from '../shell/context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { words } from '../shell/words.ts';
import { telLink } from '../today/links.ts';

export function StuckSheet({ onClose }: { onClose: () => void }) {
  const { stuck } = words.value.delivery;
  const hotline = usePhone().organisation.value?.hotline;
  return (
    <Sheet title={stuck.title} onClose={onClose} {...(hotline && { primary: { label: stuck.call, note: hotline, href: telLink(hotline) } })}>
      <ol class="numbered">{stuck.steps.map((step) => <li key={step}>{step}</li>)}</ol>
    </Sheet>
  );
}
