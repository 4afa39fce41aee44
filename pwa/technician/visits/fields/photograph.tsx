/** The camera at a step: take, or take and wipe over what should not show; thumbnails hang under it. */
import { messages } from '../../shell/messages';
import type { Answer } from '../../standard/types';
import type { Here } from '../here';
import { Shots } from '../Photographs';
import { askBlur, CameraButton, take } from '../taking';
import type { StepView } from '../view';

export function PhotographField({
  here,
  each,
  answer,
}: {
  here: Here;
  each: StepView;
  answer: Extract<Answer, { kind: 'photograph' }>;
}) {
  const say = messages.value.visits.photo;
  const some = each.facts.some((fact) => fact.kind === 'photographed');
  return (
    <div class="stack">
      {answer.least > 1 && <p class="help">{say.few(answer.least)}</p>}
      {some ? (
        <Shots here={here} step={each} />
      ) : (
        <>
          <CameraButton here={here} step={each} label={say.take} wide />
          <Pending here={here} each={each} />
        </>
      )}
      <CameraLink here={here} each={each} />
    </div>
  );
}

const Pending = ({ here, each }: { here: Here; each: StepView }) => (
  <Shots here={here} step={{ ...each, step: { ...each.step, answer: { ...each.step.answer, most: 0 } as Answer } }} />
);

/** From the gallery, several at once; and wiping first, for what must not even be kept: a face, a name on a letter. */
function CameraLink({ here, each }: { here: Here; each: StepView }) {
  const { answer, id } = each.step;
  const purpose = answer.kind === 'photograph' ? answer.purpose : 'finding';
  const say = messages.value.visits.photo;
  const taken = each.facts.filter((fact) => fact.kind === 'photographed').length;
  const room = answer.kind === 'photograph' ? Math.max(0, answer.most - taken) : 0;
  const wipe = async (file: Blob) => {
    const rectangles = await askBlur(file);
    if (rectangles) await take(here, id, purpose, file, rectangles);
  };
  return (
    <div class="quietly">
      {room > 0 && <CameraButton here={here} step={each} label={say.gallery(room)} icon="camera" several={room} />}
      <CameraButton here={here} step={each} label={say.blurFirst} icon="edit" onFile={wipe} />
    </div>
  );
}
