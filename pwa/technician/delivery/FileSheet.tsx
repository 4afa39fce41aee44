/** All that is unsent as an encrypted file: a passphrase twice with a hint how good it is, then sharing or saving. Nothing leaves the phone's outbox. */
import { useState } from 'preact/hooks';
import { passphraseGap, strength } from '../accounts/passphrase.ts';
import { usePhone } from '../shell/context.tsx';
import { Failed, useTrying } from '../shell/Failed.tsx';
import type { Exported } from '../phone/interface.ts';
import { Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { described, ErrorSummary, Field, notWhileComposing, type FieldError } from '../shell/Field.tsx';
import { openItems } from './openItems.ts';

export function FileSheet({ onClose, onLock }: { onClose: () => void; onLock?: () => void }) {
  const [made, keep] = useState<Exported>();
  return made ? (
    <ReadySheet made={made} onClose={onClose} onLock={onLock} />
  ) : (
    <PassphraseSheet onClose={onClose} onMade={keep} />
  );
}

function PassphraseSheet({ onClose, onMade }: { onClose: () => void; onMade: (made: Exported) => void }) {
  const phone = usePhone();
  const { file } = messages.value.delivery;
  const [pass, setPass] = useState('');
  const [again, setAgain] = useState('');
  const [tries, setTries] = useState(0);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [percent, setPercent] = useState<number>();
  const { said, trying } = useTrying();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (percent !== undefined) return;
    const gap = passphraseGap(pass, again);
    setErrors(gap ? [{ field: gap === 'passDiffers' ? 'again' : 'pass', text: file[gap] }] : []);
    setTries(tries + 1);
    if (gap) return;
    setPercent(0);
    await trying(async () => onMade(await phone.exportUnsent(pass, (part) => setPercent(Math.round(part * 100)))));
    setPercent(undefined);
  };
  const at = (field: string): string | undefined => errors.find((each) => each.field === field)?.text;
  return (
    <Sheet
      key="pass"
      title={file.title}
      onClose={onClose}
      primary={{ label: percent === undefined ? file.go : file.going(percent), form: 'export' }}
    >
      <Failed said={said} />
      <ErrorSummary errors={errors} tries={tries} />
      <p>{file.lead}</p>
      <form class="form" id="export" noValidate onSubmit={submit} onKeyDown={notWhileComposing}>
        <Field id="pass" label={file.pass} help={file.passHelp} error={at('pass')}>
          <input
            class="input"
            id="pass"
            type="password"
            autocomplete="new-password"
            maxLength={200}
            value={pass}
            {...described('pass', true, at('pass'))}
            onInput={(event) => setPass(event.currentTarget.value)}
          />
          {pass && <Hint of={pass} />}
        </Field>
        <Field id="again" label={file.again} error={at('again')}>
          <input
            class="input"
            id="again"
            type="password"
            autocomplete="new-password"
            maxLength={200}
            value={again}
            {...described('again', false, at('again'))}
            onInput={(event) => setAgain(event.currentTarget.value)}
          />
        </Field>
        <p class="help">{file.noHelp}</p>
      </form>
    </Sheet>
  );
}

/** A word and three marks; never colour alone. */
function Hint({ of }: { of: string }) {
  const found = strength(of);
  const marks = { weak: 1, fair: 2, strong: 3 }[found];
  return (
    <p class={`stateline strength ${found === 'weak' ? 'attention' : 'good'}`} role="status">
      <span aria-hidden="true">
        {'●'.repeat(marks)}
        {'○'.repeat(3 - marks)}
      </span>
      <span>{messages.value.delivery.file.strength[found]}</span>
    </p>
  );
}

function ReadySheet({
  made,
  onClose,
  onLock,
}: {
  made: Exported;
  onClose: () => void;
  onLock: (() => void) | undefined;
}) {
  const phone = usePhone();
  const { file } = messages.value.delivery;
  const { said, trying } = useTrying();
  const shared = new File([made.file], made.name, { type: 'application/octet-stream' });
  const canShare = navigator.canShare?.({ files: [shared] }) ?? false;
  const share = async (): Promise<void> => {
    await trying(() =>
      navigator.share({ files: [shared] }).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
      }),
    ); // closing the share sheet is no error
  };
  const save = (): void => download(made);
  return (
    <Sheet
      key="ready"
      title={file.ready}
      onClose={onClose}
      primary={canShare ? { label: file.share, onClick: share } : { label: file.save, onClick: save }}
    >
      <Failed said={said} />
      <p>{file.readyLead(openItems(phone.delivery.value))}</p>
      <p class="second">{made.name}</p>
      <p>{file.stays}</p>
      {canShare && (
        <p>
          <button type="button" class="link" onClick={save}>
            <span>{file.save}</span>
          </button>
        </p>
      )}
      {onLock && (
        <p>
          <button type="button" class="link" onClick={onLock}>
            <span>{file.lock}</span>
          </button>
        </p>
      )}
    </Sheet>
  );
}

/** Through a link that nobody sees, because only a link can name a file. */
function download({ file, name }: Exported): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser reads it meanwhile
}
