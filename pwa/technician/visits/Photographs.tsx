/** Photographs under their step: a thumbnail at once with its state, the last tile takes another. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons';
import type { LogEntry } from '../phone/interface';
import { messages } from '../shell/messages';
import type { Purpose } from '../standard/types';
import type { Here } from './here';
import { PhotographSheet } from './PhotographSheet';
import { CameraButton, isHome, keyOf, taking, useEvidence } from './taking';
import type { StepView } from './view';

export function Shots({ here, step }: { here: Here; step: StepView }) {
  const [looked, look] = useState<LogEntry>();
  const { answer } = step.step;
  if (answer.kind !== 'photograph') return null;
  const photographs = step.facts.filter((fact) => fact.kind === 'photographed');
  const waiting = taking.value.filter((each) => each.step === keyOf(here, step.step.id));
  const room = photographs.length + waiting.length < answer.most && !here.view.visit.readOnly;
  return (
    <div class="shots">
      {photographs.map((fact, i) => (
        <Shot key={fact.id} here={here} fact={fact} number={i + 1} onLook={() => look(fact)} />
      ))}
      {waiting.map((each) => (
        <div class="shot" key={each.url}>
          <span class="picture">
            <img src={each.url} alt="" />
          </span>
          <span class="state">{messages.value.visits.photo.saving}</span>
        </div>
      ))}
      {room && (
        <div class="shot add">
          <CameraButton here={here} step={step} label={messages.value.visits.photo.more} />
        </div>
      )}
      {looked && <PhotographSheet here={here} step={step} fact={looked} onClose={() => look(undefined)} />}
    </div>
  );
}

function Shot({ here, fact, number, onLook }: { here: Here; fact: LogEntry; number: number; onLook: () => void }) {
  const say = messages.value.visits.photo;
  const url = useEvidence(here, String(fact.body.sha256));
  const purpose = say.purposes[fact.body.purpose as Purpose] ?? '';
  const home = isHome(here, fact);
  return (
    <div class="shot">
      <button type="button" class="picture" aria-haspopup="dialog" onClick={onLook}>
        {url ? (
          <img src={url} alt={say.of(purpose, number)} />
        ) : (
          <span class="elsewhere">
            <Icon name="camera" />
            <span class="visually-hidden">{say.of(purpose, number)}</span>
          </span>
        )}
      </button>
      <span class="state">
        <Icon name={home ? 'sent' : 'saved'} />
        {home ? say.sent : say.saved}
      </span>
    </div>
  );
}
