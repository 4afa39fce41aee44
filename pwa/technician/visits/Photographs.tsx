/** Photographs under their step: a thumbnail at once with its state, the last tile takes another. */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from '../shell/icons';
import type { LogEntry } from '../shell/phone';
import { words } from '../shell/words';
import type { Purpose } from '../standard/types';
import type { Here } from './here';
import { PhotographSheet } from './PhotographSheet';
import type { StepView } from './view';

/** Pictures that are still being re-encoded and saved, per step of a visit: what the camera gave shows meanwhile. */
const taking = signal<{ step: string; url: string }[]>([]);
const keyOf = (here: Here, step: string): string => `${here.view.visit.bundle.id}.${step}`;

/** Takes one photograph for a step, for every visit at this door where the step is the same note. */
export async function take(here: Here, step: string, purpose: string, file: Blob, blur?: { x: number; y: number; w: number; h: number }[]): Promise<void> {
  const shown = { step: keyOf(here, step), url: URL.createObjectURL(file) };
  taking.value = [...taking.value, shown];
  try {
    await here.phone.photograph(here.view.visit.bundle.id, step, purpose, file, blur);
    for (const other of purpose === 'visit-note' ? here.others : []) await here.phone.photograph(other.bundle.id, step, purpose, file, blur);
  } finally {
    taking.value = taking.value.filter((each) => each !== shown);
    URL.revokeObjectURL(shown.url);
  }
}

export function Shots({ here, step }: { here: Here; step: StepView }) {
  const [looked, look] = useState<LogEntry>();
  const { answer } = step.step;
  if (answer.kind !== 'photograph') return null;
  const photographs = step.facts.filter((fact) => fact.kind === 'photographed');
  const waiting = taking.value.filter((each) => each.step === keyOf(here, step.step.id));
  const room = photographs.length + waiting.length < answer.most && !here.view.visit.readOnly;
  return (
    <div class="shots">
      {photographs.map((fact, i) => <Shot key={fact.id} here={here} fact={fact} number={i + 1} onLook={() => look(fact)} />)}
      {waiting.map((each) => <div class="shot" key={each.url}><span class="picture"><img src={each.url} alt="" /></span><span class="state">{words.value.visits.photo.saving}</span></div>)}
      {room && <div class="shot add"><CameraButton here={here} step={step} label={words.value.visits.photo.more} /></div>}
      {looked && <PhotographSheet here={here} step={step} fact={looked} onClose={() => look(undefined)} />}
    </div>
  );
}

function Shot({ here, fact, number, onLook }: { here: Here; fact: LogEntry; number: number; onLook: () => void }) {
  const say = words.value.visits.photo;
  const url = useEvidence(here, String(fact.body.sha256));
  const purpose = say.purposes[fact.body.purpose as Purpose] ?? '';
  const home = isHome(here, fact);
  return (
    <div class="shot">
      <button type="button" class="picture" aria-haspopup="dialog" onClick={onLook}>{url ? <img src={url} alt={say.of(purpose, number)} /> : <span class="elsewhere"><Icon name="camera" /><span class="visually-hidden">{say.of(purpose, number)}</span></span>}</button>
      <span class="state"><Icon name={home ? 'sent' : 'saved'} />{home ? say.sent : say.saved}</span>
    </div>
  );
}

/** Whether the bytes have reached the office, as far as this phone knows. */
export function isHome(here: Here, fact: LogEntry): boolean {
  const { items, photographs } = here.phone.delivery.value;
  return fact.sent && (photographs === 0 || !items.some((item) => item.id === fact.id || item.id === fact.body.sha256));
}

/** The picture's address on this phone while the component lives. */
export function useEvidence(here: Here, sha256: string): string | undefined {
  const [url, found] = useState<string>();
  useEffect(() => {
    let made: string | undefined, gone = false;
    void here.phone.evidenceUrl(sha256).then((address) => { if (gone) { if (address) URL.revokeObjectURL(address); } else found(made = address); }, () => undefined);
    return () => { gone = true; if (made) URL.revokeObjectURL(made); };
  }, [sha256]);
  return url;
}

/** The camera as a button; the file input is the phone's own camera. */
export function CameraButton({ here, step, label, wide, icon, onFile }: { here: Here; step: StepView; label: string; wide?: boolean; icon?: IconName; onFile?: (file: Blob) => Promise<unknown> }) {
  const input = useRef<HTMLInputElement>(null);
  const { answer, id } = step.step;
  const purpose = answer.kind === 'photograph' ? answer.purpose : 'finding';
  const shot = async (chosen: HTMLInputElement) => {
    const file = chosen.files?.[0];
    chosen.value = ''; // so that the same picture can be taken again
    if (file) await here.tap(`photo.${id}.${Date.now()}`, undefined, () => (onFile ?? ((each) => take(here, id, purpose, each)))(file));
  };
  return (
    <>
      <button type="button" class={`button${wide ? ' wide' : ''}`} onClick={() => input.current!.click()}><Icon name={icon ?? 'camera'} />{label}</button>
      <input ref={input} class="unseen" data-cut-ok type="file" accept="image/*" capture="environment" tabIndex={-1} aria-label={label} onChange={(event) => void shot(event.currentTarget)} />
    </>
  );
}
