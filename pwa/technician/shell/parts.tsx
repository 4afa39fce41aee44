/** What capabilities show on each other's pages, found by name: their sheets and their sections. */
import type { ComponentType } from 'preact';
import { installed, type Section, type SheetName, type Sheets, type VisitsProps } from './capability.ts';

/** A sheet of whatever capability has one by this name; nothing where none is installed. */
export function SheetOf<N extends SheetName>({ name, ...given }: { name: N } & Sheets[N]) {
  const Found = installed().find(({ sheets }) => sheets?.[name])?.sheets?.[name] as ComponentType<object> | undefined;
  return Found ? <Found {...given} /> : null;
}

/** What the others have to show on this page. */
export function Sections({ on, visits }: { on: Section['on'] } & VisitsProps) {
  const found = installed().flatMap(({ sections }) => sections ?? []);
  return (
    <>
      {found.map(({ Part, when, ...at }, index) =>
        at.on === on && (when?.(visits) ?? true) ? <Part key={index} visits={visits} /> : null,
      )}
    </>
  );
}
