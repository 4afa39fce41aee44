/** What is missing, told once, completely and in writing (SV-7): one thing a line, how it was written, checked before it goes out. */
import { useState } from 'preact/hooks';
import type { Sheets } from '../shell/capability.ts';
import { Forbidden, useChecked } from '../shell/Checked.tsx';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { Reasons, Sheet } from '../shell/Sheet.tsx';
import { Written } from '../shell/Written.tsx';
import { smsLink } from '../today/links.ts';
import { matterMessages } from './messages.ts';
import { itemsOf, LONGEST, MOST, toldBefore, WAYS, type Way } from './missing.ts';

declare module '../storage/factKinds.ts' {
  interface AddedFacts {
    told_missing: true;
  }
}

interface Typed {
  text: string;
  way?: Way;
}

export function TellMissing({ visits: [visit], items, onTold, onClose }: Sheets['toldMissing']) {
  const phone = usePhone(),
    say = matterMessages[language.value],
    { bundle } = visit!;
  const draft = phone.draft<Typed>(`missing.${bundle.id}`);
  const typed = draft.value.value ?? { text: items.join('\n') };
  const [wrong, object] = useState<string>();
  const words = useChecked(),
    { said, trying } = useTrying();
  const change = (part: Partial<Typed>) => {
    object(undefined);
    words.changed();
    draft.set({ ...typed, ...part });
  };
  const before = toldBefore(visit!);
  const listed = itemsOf(typed.text);
  const number = bundle.contact?.phone;
  const save = async () => {
    if (listed.length === 0) return object(say.write);
    if (listed.length > MOST) return object(say.tooMany(MOST));
    if (listed.some((each) => each.length > LONGEST)) return object(say.tooLong(LONGEST));
    if (!typed.way) return object(say.whichWay);
    const kept = words.check(listed.join('\n'));
    if (!kept) return;
    const body = { items: listed, written: typed.way, ...kept };
    if (!(await trying(() => phone.report({ type: 'visit', id: bundle.id }, 'told_missing', body)))) return;
    await draft.clear();
    onTold?.(listed);
    onClose();
    const { message } = matterMessages[bundle.customer.language]; // the customer's language, not the reader's
    if (typed.way === 'text' && number) location.href = smsLink(number, message(listed));
  };
  return (
    <Sheet
      title={say.tell}
      onClose={onClose}
      primary={{ label: words.label(say.save), note: say.saveNote, onClick: save }}
    >
      <Failed said={said} />
      {wrong && (
        <p class="error" role="alert">
          <Icon name="warning" />
          <span>{wrong}</span>
        </p>
      )}
      {before && <p class="help attention">{say.before}</p>}
      <div class="field">
        <label for="missing-text">{say.what}</label>
        <Written
          id="missing-text"
          value={typed.text}
          aria-describedby="missing-help"
          onText={(text) => change({ text })}
        />
        <p class="help" id="missing-help">
          {say.help}
        </p>
      </div>
      <Forbidden hits={words.hits} />
      <p class="label">{say.way}</p>
      <Reasons
        label={say.way}
        chosen={typed.way}
        options={WAYS.filter((value) => value === 'paper' || number).map((value) => ({ value, text: say.ways[value] }))}
        onChoose={(way) => change({ way })}
      />
    </Sheet>
  );
}
