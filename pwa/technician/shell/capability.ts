/** What a capability offers, in the `capability.ts` of its folder, and those that are installed. The shell reads nothing else of a folder. */
import type { ComponentType } from 'preact';
import type { VisitOnPhone } from '../phone/interface.ts';
import type { Language } from '../storage/wire.ts';
import type { FactKind } from '../storage/factKinds.ts';
import type { IconName } from './icons.tsx';
import type { Messages } from './messages.ts';
import type { PageName, Routes } from './router.ts';

/** Sheets by name with what each is given. A capability adds its own: `declare module '../shell/capability.ts' { interface Sheets { … } }`. */
// biome-ignore lint/suspicious/noEmptyInterface: because capabilities add the members
export interface Sheets {}
export type SheetName = keyof Sheets;

/** A page: the address that leads to it and what draws it. */
export interface PageEntry<P extends PageName> {
  page: P;
  /** What an address says, from its parts under /app/; without this the page's name is the whole address. */
  read?(parts: readonly string[], query: URLSearchParams): Routes[P] | undefined;
  write?(to: Routes[P]): string;
  Page: ComponentType<Routes[P]>;
}
export type AnyPage = { [P in PageName]: PageEntry<P> }[PageName];

export interface VisitsProps {
  visits: readonly VisitOnPhone[];
}

/** A button at the left of the bottom bar of some pages; its sheet is about the visits that the page shows. */
export interface BarEntry {
  on: readonly PageName[];
  icon: IconName;
  label: () => string;
  Sheet: ComponentType<VisitsProps & { onClose: () => void }>;
}

/** What stands on somebody else's page, as long as `when` says so. */
export interface Section {
  on: 'today' | 'visit' | 'overview' | 'departed';
  when?: (visits: readonly VisitOnPhone[]) => boolean;
  Part: ComponentType<VisitsProps>;
}

export interface Capability {
  name: string;
  pages?: readonly AnyPage[];
  sheets?: { readonly [N in SheetName]?: ComponentType<Sheets[N]> };
  bar?: readonly BarEntry[];
  sections?: readonly Section[];
  /** Above every page of the technician's. */
  banner?: { when: (visits: readonly VisitOnPhone[], today: string) => boolean; Part: ComponentType };
  /** In place of every page, for a visit. */
  takesOver?: {
    visit: (visits: readonly VisitOnPhone[]) => string | undefined;
    Page: ComponentType<{ visit: string }>;
  };
  /** Kinds of the one list that its pages report; `waiting` names those of any kind that are not sent yet, else they count among *records*. */
  facts?: { readonly [K in FactKind]?: { waiting?: (count: number) => string } };
  /** `first`: the Chinese that the first picture needs, labels in the bottom bar of Today among it. */
  messages?: { first?: Partial<Messages> } & Record<Language, () => Promise<Partial<Messages>>>;
  /** What will be opened next, fetched while nobody waits. */
  ahead?: readonly (() => Promise<void>)[];
}

let all: readonly Capability[] = [];

/** To be called once, before anything is drawn. */
export function install(capabilities: readonly Capability[]): void {
  all = capabilities;
}

export const installed = (): readonly Capability[] => all;

/** The name of facts that wait, where the capability that reports them gives one. */
export const waitingName = (kind: string, count: number): string | undefined =>
  all.map(({ facts }) => facts?.[kind as FactKind]?.waiting).find((name) => name !== undefined)?.(count);
