/** Others hang on the valve, too (4.4, picture field 06c): said before it is closed, a notice at each entrance with its photograph, and the end. Offline. */
import { useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { Forbidden, useChecked } from '../shell/Checked.tsx';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { clockOn } from '../shell/dates.ts';
import { Failed, useTrying } from '../shell/Failed.tsx';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { go } from '../shell/router.ts';
import { Reasons, Several } from '../shell/Sheet.tsx';
import { TopLine } from '../shell/TopLine.tsx';
import { Written } from '../shell/Written.tsx';
import type { VisitOnPhone } from '../phone/interface.ts';
import { bodyOf, cutOf, MEDIA, type Cut, type Typed } from './cut.ts';
import { outageMessages } from './messages.ts';

declare module '../storage/factKinds.ts' {
  interface AddedFacts {
    supply_cut: true;
    notice_posted: true;
    supply_back: true;
  }
}

export function OutagePage({ visit: id }: { visit: string }) {
  const visit = usePhone().visit(id).value;
  const cut = visit && cutOf(visit.log);
  return (
    <div class="page">
      <TopLine />
      {visit && (cut && !cut.back ? <Running visit={visit} cut={cut} /> : <Closing visit={visit} />)}
    </div>
  );
}

function Closing({ visit }: { visit: VisitOnPhone }) {
  const phone = usePhone(),
    say = outageMessages[language.value],
    { id, place } = visit.bundle;
  const draft = phone.draft<Typed>(`outage.${id}`);
  const door = [place.building, place.unit].filter(Boolean).join('-') || place.line;
  const typed = draft.value.value ?? {
    households: '',
    until: '',
    entrances: say.door(door),
    reason: '',
    hotline: false,
  };
  const [wrong, object] = useState('');
  const { said, trying } = useTrying();
  const words = useChecked();
  const change = (part: Partial<Typed>) => {
    object('');
    words.changed();
    draft.set({ ...typed, ...part });
  };
  const close = async () => {
    const found = bodyOf(typed, now.value);
    if (typeof found === 'string') return object(say[found]);
    if (!words.check(typed.reason)) return; // the notice says it, and whoever presses again is recorded by the office
    if (await trying(() => phone.report({ type: 'visit', id }, 'supply_cut', found))) await draft.clear();
  };
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.title}</h1>
          <p class="sub">{place.line}</p>
        </div>
        <Failed said={said} />
        <div class="band stack">
          {wrong && (
            <p class="error" role="alert">
              <Icon name="warning" />
              <span>{wrong}</span>
            </p>
          )}
          <Fields typed={typed} onChange={change} />
          <Forbidden hits={words.hits} />
        </div>
      </main>
      <BottomBar primary={{ label: words.label(say.close), note: say.closeNote, onClick: close }} />
    </>
  );
}

/** What goes off, for whom, until when, and where it is posted. */
function Fields({ typed, onChange: change }: { typed: Typed; onChange: (part: Partial<Typed>) => void }) {
  const say = outageMessages[language.value];
  return (
    <>
      <Reasons
        label={say.what}
        chosen={typed.medium}
        options={MEDIA.map((value) => ({ value, text: say.media[value] }))}
        onChoose={(medium) => change({ medium })}
      />
      <div class="pair">
        <label class="field">
          <span class="label">{say.households}</span>
          <input
            class="input number"
            inputMode="numeric"
            maxLength={5}
            value={typed.households}
            onInput={({ currentTarget: { value } }) => change({ households: value })}
          />
        </label>
        <label class="field">
          <span class="label">{say.until}</span>
          <input
            class="input"
            type="time"
            value={typed.until}
            onInput={({ currentTarget: { value } }) => change({ until: value })}
          />
        </label>
      </div>
      <div class="field">
        <label for="outage-doors">{say.entrances}</label>
        <Written id="outage-doors" value={typed.entrances} onText={(entrances) => change({ entrances })} />
      </div>
      <label class="field">
        <span class="label">{say.reason}</span>
        <input
          class="input"
          maxLength={200}
          value={typed.reason}
          onInput={({ currentTarget: { value } }) => change({ reason: value })}
        />
      </label>
      <Several
        label={say.hotline}
        options={[say.hotline]}
        chosen={typed.hotline ? [say.hotline] : []}
        onChoose={(chosen) => change({ hotline: chosen.length > 0 })}
      />
    </>
  );
}

function Running({ visit, cut }: { visit: VisitOnPhone; cut: Cut }) {
  const phone = usePhone(),
    say = outageMessages[language.value],
    { id } = visit.bundle;
  const { said, trying } = useTrying();
  const subject = { type: 'visit', id } as const;
  const post = (place: string, file?: Blob) =>
    trying(async () => {
      const photo = file && (await phone.photograph(id, '', 'notice', file)).sha256;
      await phone.report(subject, 'notice_posted', { cut: cut.id, place, ...(photo && { photo }) });
    });
  const left = cut.places.filter(({ at }) => !at).length;
  const end = async () => {
    if (await trying(() => phone.report(subject, 'supply_back', { cut: cut.id }))) go({ page: 'visit', id });
  };
  return (
    <>
      <main id="content">
        <div class="head open">
          <h1 tabIndex={-1}>{say.posting}</h1>
          <p class="sub">
            {[say.since(clockOn(cut.at)), say.to(clockOn(cut.until)), say.homes(cut.households)].join(' · ')}
          </p>
          <p class="sub">{say.postBy(clockOn(cut.postBy))}</p>
        </div>
        <Failed said={said} />
        <ul class="lines">
          {cut.places.map(({ place, at, photo }) => (
            <li key={place}>
              <span class={`box${at ? ' done' : ''}`}>{at && <Icon name="check" />}</span>
              <span class="what">{place}</span>
              {at ? (
                <span class="second">{[say.posted(clockOn(at)), photo && say.photo].filter(Boolean).join(' · ')}</span>
              ) : (
                <>
                  <label class="button small">
                    <Icon name="camera" />
                    {say.shoot}
                    <input
                      class="visually-hidden"
                      type="file"
                      accept="image/*"
                      capture="environment"
                      aria-label={`${say.shoot} ${place}`}
                      onChange={({ currentTarget: { files } }) => files?.[0] && void post(place, files[0])}
                    />
                  </label>
                  <button type="button" class="link" aria-label={`${say.unseen} ${place}`} onClick={() => post(place)}>
                    <span>{say.unseen}</span>
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      </main>
      <BottomBar primary={{ label: say.end, note: left > 0 ? say.left(left) : say.saved, onClick: end }} />
    </>
  );
}
