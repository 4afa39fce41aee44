/** The way there: the map apps that people have, the address to copy, and the note on gate and door. */
import { useState } from 'preact/hooks';
import { copyText } from '../shell/clipboard.ts';
import type { VisitOnPhone } from '../phone/interface.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { Pick } from './Pick.tsx';
import { mapLinks } from './readyTexts.ts';

export function MapSheet({ visit, onClose }: { visit: VisitOnPhone; onClose: () => void }) {
  const { maps } = messages.value.today;
  const { shell } = messages.value;
  const links = mapLinks(visit);
  const { contact } = visit.bundle;
  const [copied, setCopied] = useState<string>();
  const copy = async (): Promise<void> => setCopied((await copyText(links.address)) ? shell.copied : shell.copyFailed);
  return (
    <Sheet title={maps.title} onClose={onClose} flush primary={{ label: copied ?? maps.copy, onClick: copy }}>
      <div class="inset">
        <p class="selectable">
          <strong>{links.address}</strong>
        </p>
        {contact?.gate_note && (
          <p>
            {maps.gate}
            {shell.colon}
            {contact.gate_note}
          </p>
        )}
        {contact?.door_note && <p>{contact.door_note}</p>}
        {!contact && (
          <p class="second">
            {maps.noAddress}
            {shell.stop}
            {maps.noAddressNote}
          </p>
        )}
        <p class="visually-hidden" role="status">
          {copied}
        </p>
      </div>
      <a class="pick" href={links.amap} target="_blank" rel="noreferrer">
        <Pick icon="map" label={maps.amap} />
      </a>
      <a class="pick" href={links.baidu} target="_blank" rel="noreferrer">
        <Pick icon="map" label={maps.baidu} />
      </a>
      <a class="pick" href={links.apple} target="_blank" rel="noreferrer">
        <Pick icon="map" label={maps.apple} />
      </a>
    </Sheet>
  );
}
