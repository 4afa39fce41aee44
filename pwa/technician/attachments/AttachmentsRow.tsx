/** One row on a visit's page: how many attachments there are, whether they are here, and what is new; it opens the list. */
import { useState } from 'preact/hooks';
import type { VisitsProps } from '../shell/capability.ts';
import { usePhone } from '../shell/context.tsx';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { AttachmentsSheet } from './AttachmentsSheet.tsx';
import { attachmentMessages } from './messages.ts';

export function AttachmentsRow({ visits: [visit] }: VisitsProps) {
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const say = attachmentMessages[language.value];
  const all = visit?.bundle.work.attachments ?? [];
  if (!visit || all.length === 0) return null;
  const seen = phone.draft<string[]>(`attachments.${visit.bundle.id}`);
  const missing = all.filter(({ id }) => !phone.attachmentsHere.value.has(id)).length;
  const fresh = all.filter(({ id }) => !seen.value.value?.includes(id));
  const close = (): void => {
    if (fresh.length > 0) seen.set(all.map(({ id }) => id));
    setOpen(false);
  };
  const said = [
    fresh.length > 0 && say.fresh(fresh.length),
    missing > 0 ? say.missing(missing) : say.allHere,
    all.length === 1 && all[0]!.title,
  ];
  return (
    <>
      <button type="button" class="step two" onClick={() => setOpen(true)}>
        <Icon name="clip" />
        <span>
          {say.count(all.length)}
          <span class="said">{said.filter(Boolean).join(' · ')}</span>
        </span>
        <Icon name="forward" class="go" />
      </button>
      {open && <AttachmentsSheet visit={visit.bundle.id} all={all} fresh={fresh.map(({ id }) => id)} onClose={close} />}
    </>
  );
}
