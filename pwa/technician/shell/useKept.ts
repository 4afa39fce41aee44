/** What somebody chose or typed in a sheet: kept on the phone like every draft, found again after a reload or a kill (P-18). */
import { usePhone } from './context.tsx';

/** Like `useState`, under a name of its own; `undefined` forgets it. */
export function useKept<T extends object | string>(name: string): [T | undefined, (value: T | undefined) => void] {
  const draft = usePhone().draft<T>(name);
  return [draft.value.value, (value) => (value === undefined ? void draft.clear() : draft.set(value))];
}
