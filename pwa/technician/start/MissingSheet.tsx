/** "Something is missing": what is missing from the pack list, ticked, with a line if need be; the office sees it. */
import { usePhone } from '../shell/context.tsx';
import { inTongue } from '../shell/format.ts';
import { Several, Sheet } from '../shell/Sheet.tsx';
import { messages } from '../shell/messages.ts';
import { Written } from '../shell/Written.tsx';
import type { PackList } from './packList.ts';

export function MissingSheet({
  list,
  onClose,
  onSave,
}: {
  list: PackList;
  onClose: () => void;
  onSave: (missing: string[], note: string) => Promise<void>;
}) {
  const say = messages.value.start.pack;
  const draft = usePhone().draft<{ ticked: string[]; note: string }>('missing');
  const { ticked, note } = draft.value.value ?? { ticked: [], note: '' };
  const save = async () => {
    const wish = draft.value.value;
    await draft.clear();
    await onSave(wish?.ticked ?? [], wish?.note.trim() ?? '');
  };
  const names = [...list.five.map(({ id }) => say[id]), ...list.parts.map((part) => inTongue(part.name))];
  const empty = ticked.length === 0 && !note.trim();
  return (
    <Sheet
      title={say.sheet.title}
      onClose={onClose}
      primary={{ label: say.goMissing, note: empty ? say.sheet.choose : undefined, disabled: empty, onClick: save }}
    >
      <p class="help above">{say.sheet.help}</p>
      <Several
        label={say.sheet.title}
        options={names}
        chosen={ticked}
        onChoose={(next) => draft.set({ ticked: next, note })}
      />
      <div class="field below">
        <label class="label" for="missing-note">
          {say.sheet.note} <small>{messages.value.shell.optional}</small>
        </label>
        <Written id="missing-note" value={note} onText={(text) => draft.set({ ticked, note: text })} />
      </div>
    </Sheet>
  );
}
