/** Taking photographs: the camera's button, what is being saved meanwhile, and the tool that wipes over a part. */
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from '../shell/icons';
import type { LogEntry } from '../phone/interface';
import { messages } from '../shell/messages';
import type { Here } from './here';
import type { StepView } from './view';

/** Pictures that are still being re-encoded and saved, per step of a visit: what the camera gave shows meanwhile. */
export const taking = signal<{ step: string; url: string }[]>([]);
export const keyOf = (here: Here, step: string): string => `${here.view.visit.bundle.id}.${step}`;

/** Takes one photograph for a step, for every visit at this door where the step is the same note. */
export async function take(
  here: Here,
  step: string,
  purpose: string,
  file: Blob,
  blur?: { x: number; y: number; w: number; h: number }[],
): Promise<void> {
  const shown = { step: keyOf(here, step), url: URL.createObjectURL(file) };
  taking.value = [...taking.value, shown];
  try {
    await here.phone.photograph(here.view.visit.bundle.id, step, purpose, file, blur);
    for (const other of purpose === 'visit-note' ? here.others : [])
      await here.phone.photograph(other.bundle.id, step, purpose, file, blur);
  } finally {
    taking.value = taking.value.filter((each) => each !== shown);
    URL.revokeObjectURL(shown.url);
  }
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
    let made: string | undefined,
      gone = false;
    void here.phone.evidenceUrl(sha256).then(
      (address) => {
        if (gone) {
          if (address) URL.revokeObjectURL(address);
        } else found((made = address));
      },
      () => undefined,
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [sha256]);
  return url;
}

/** The camera as a button; the file input is the phone's own camera. With `several` it is the gallery, and so many may be chosen at once. */
export function CameraButton({
  here,
  step,
  label,
  wide,
  icon,
  several,
  onFile,
}: {
  here: Here;
  step: StepView;
  label: string;
  wide?: boolean;
  icon?: IconName;
  several?: number;
  onFile?: (file: Blob) => Promise<unknown>;
}) {
  const input = useRef<HTMLInputElement>(null);
  const { answer, id } = step.step;
  const purpose = answer.kind === 'photograph' ? answer.purpose : 'finding';
  const shot = async (chosen: HTMLInputElement) => {
    const files = [...(chosen.files ?? [])].slice(0, several ?? 1);
    chosen.value = ''; // so that the same picture can be taken again
    for (const [i, file] of files.entries())
      await here.tap(`photo.${id}.${Date.now()}.${i}`, () =>
        (onFile ?? ((each) => take(here, id, purpose, each)))(file),
      );
  };
  return (
    <>
      <button type="button" class={`button${wide ? ' wide' : ''}`} onClick={() => input.current!.click()}>
        <Icon name={icon ?? 'camera'} />
        {label}
      </button>
      <input
        ref={input}
        class="unseen"
        data-cut-ok
        type="file"
        accept="image/*"
        {...(several ? { multiple: several > 1 } : { capture: 'environment' })}
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => void shot(event.currentTarget)}
      />
    </>
  );
}

/** Opens the blur tool on a picture. */
export async function askBlur(file: Blob): Promise<{ x: number; y: number; w: number; h: number }[] | undefined> {
  const say = messages.value.visits.photo;
  const tool = await import('./camera/blur.ts'); // comes when first used
  return tool.blur(file, {
    title: say.blurTitle,
    help: say.blurHelp,
    done: say.blurDone,
    undo: say.blurUndo,
    close: messages.value.shell.close,
  });
}
