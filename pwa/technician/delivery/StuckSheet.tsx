/** What to do when it never sends: four plain steps, the last of which is a person; and a file for the office. */
import { usePhone } from '../shell/context.tsx';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { telLink } from '../today/links.ts';
import { openItems } from './openItems.ts';

export function StuckSheet({ onClose, onFile }: { onClose: () => void; onFile: () => void }) {
  const { stuck } = messages.value.delivery;
  const phone = usePhone();
  const hotline = phone.organisation.value?.hotline;
  return (
    <Sheet
      title={stuck.title}
      onClose={onClose}
      {...(hotline && { primary: { label: stuck.call, note: hotline, href: telLink(hotline) } })}
    >
      <ol class="numbered">
        {stuck.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {openItems(phone.delivery.value) > 0 && (
        <p>
          <button type="button" class="link" onClick={onFile}>
            <span>{stuck.file}</span>
          </button>
        </p>
      )}
    </Sheet>
  );
}
