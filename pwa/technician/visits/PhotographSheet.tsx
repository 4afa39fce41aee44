/** One photograph large: what for, saved or sent; retake, wipe over a part, remove. Each leaves the old fact struck out. */
import { useState } from 'preact/hooks';
import { clock } from '../shell/dates';
import { Icon } from '../shell/icons';
import type { LogEntry } from '../phone/interface';
import { Sheet } from '../shell/Sheet';
import { messages } from '../shell/messages';
import type { Purpose } from '../standard/types';
import { nameOf, type Here } from './here';
import { askBlur, CameraButton, isHome, take, useEvidence } from './taking';
import { withdraw } from './steps';
import type { StepView } from './view';

interface Props {
  here: Here;
  step: StepView;
  fact: LogEntry;
  onClose: () => void;
}

export function PhotographSheet({ here, step, fact, onClose }: Props) {
  const say = messages.value.visits.photo;
  const url = useEvidence(here, String(fact.body.sha256));
  const title = say.purposes[String(fact.body.purpose) as Purpose] ?? step.step.id;
  const home = isHome(here, fact);
  const state = [home ? say.sent : say.saved, clock(fact.at), nameOf(here.view.visit, fact.person)]
    .filter(Boolean)
    .join(' · ');
  return (
    <Sheet title={title} onClose={onClose}>
      <figure class="large-shot">
        {url && <img src={url} alt={title} />}
        <figcaption class="stateline">
          <Icon name={home ? 'sent' : 'saved'} small />
          <span>{state}</span>
        </figcaption>
      </figure>
      {fact.mine && !here.view.visit.readOnly && (
        <Changes here={here} step={step} fact={fact} url={url} onClose={onClose} />
      )}
      {here.failed && (
        <p class="error" role="alert">
          {here.failed}
        </p>
      )}
    </Sheet>
  );
}

/** Retake, wipe over, remove; the new picture is safe before the old one is struck out, so a kill in between leaves two, never none. */
function Changes({ here, step, fact, url, onClose }: Props & { url: string | undefined }) {
  const [sure, ask] = useState(false);
  const say = messages.value.visits.photo;
  const replace = async (file: Blob, why: string, blur?: { x: number; y: number; w: number; h: number }[]) => {
    await take(here, step.step.id, String(fact.body.purpose), file, blur);
    await withdraw(here, fact.id, why);
    onClose();
  };
  const wipe = async () => {
    const file = url && (await pictureAt(url));
    const rectangles = file && (await askBlur(file));
    if (file && rectangles) await replace(file, say.blurred, rectangles);
  };
  const remove = async () => {
    await withdraw(here, fact.id, say.removed);
    onClose();
  };
  const tapRemove = () => {
    if (sure) void here.tap(`remove.${fact.id}`, remove);
    else ask(true);
  };
  return (
    <div class="stack">
      <CameraButton here={here} step={step} label={say.retake} wide onFile={(file) => replace(file, say.redone)} />
      {url && (
        <button type="button" class="button" onClick={() => void here.tap(`wipe.${fact.id}`, wipe)}>
          <Icon name="edit" />
          {say.blur}
        </button>
      )}
      <button type="button" class="button" onClick={tapRemove}>
        <Icon name="close" />
        {sure ? say.removeSure : say.remove}
      </button>
    </div>
  );
}

/** The kept picture as a file again, drawn anew because the page's policy lets nothing be fetched from the phone's own store. */
async function pictureAt(url: string): Promise<Blob | undefined> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')!.drawImage(image, 0, 0);
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', 0.95);
  });
}
