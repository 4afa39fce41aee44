/** Whether this phone hints that something is new while the app is shut. Shown as it is, also where the browser or the company lets none come. */
import { useEffect, useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Reasons } from '../shell/Sheet.tsx';
import { language, messages } from '../shell/messages.ts';
import type { Hints } from '../phone/interface';

export function HintsSwitch() {
  const phone = usePhone();
  const { hints } = messages.value.delivery.settings;
  const [state, setState] = useState<Hints | 'failed'>();
  const words = { title: hints.title, body: hints.body };
  useEffect(() => {
    phone.hints(words).then(setState, () => setState('failed'));
  }, [language.value]);
  // Without a network nothing has changed, and the page says so.
  const choose = (wanted: 'on' | 'off') => phone.hints(words, wanted === 'on').then(setState, () => setState('failed'));
  return (
    <>
      <h2 class="section">{hints.label}</h2>
      <div class="inset">
        <Reasons
          label={hints.label}
          options={(['on', 'off'] as const).map((value) => ({ value, text: hints.choices[value] }))}
          chosen={state === 'on' ? 'on' : 'off'}
          onChoose={(wanted) => void choose(wanted)}
        />
        <p class="second" role="status">
          {state === 'on' || state === 'off' || !state ? hints.lead : hints.why[state]}
        </p>
      </div>
    </>
  );
}
