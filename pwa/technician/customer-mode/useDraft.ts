/** A draft of the phone as this program sees it: its own copy of the signals would not notice a change by itself. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Drafts } from '../phone/interface.ts';

export interface DraftOf<T> {
  value: T;
  change: (part: Partial<T>) => void;
  clear: () => Promise<void>;
}

/** What is half-done under this name, on top of the blank form; every change is kept at once. */
export function useDraft<T extends object>(phone: Drafts, name: string, blank: T): DraftOf<T> {
  const draft = useMemo(() => phone.draft<T>(name), [name]);
  const [value, set] = useState<T | undefined>(draft.value.peek());
  useEffect(() => draft.value.subscribe(set), [draft]);
  return {
    value: { ...blank, ...value },
    clear: () => draft.clear(),
    change: (part) => draft.set({ ...blank, ...draft.value.peek(), ...part }),
  };
}
