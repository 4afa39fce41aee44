// What the page of taking in a file shows: what is missing, how far it is, what became of it, what went wrong. Its words come with the page.
import type { AboutPhone } from '../../technician/storage/exported.ts';
import type { Problem, Taken, TakenEvidence } from './sending.ts';

type Name =
  | 'missing_file'
  | 'missing_passphrase'
  | 'opening'
  | 'records'
  | 'pictures'
  | 'done'
  | 'nothing_new'
  | 'partly'
  | 'from'
  | 'new'
  | 'known'
  | 'aside'
  | 'left'
  | 'none';

type Doing = 'opening' | 'records' | 'pictures';

/** The page, where this is it. */
export function page(): Page | undefined {
  const root = document.querySelector<HTMLElement>('[data-import]');
  return root ? new Page(root) : undefined;
}

export class Page {
  readonly form: HTMLFormElement;
  /** Where the page's own requests go. */
  readonly address: string;
  private readonly root: HTMLElement;
  private readonly words: Record<Name, string>;

  constructor(root: HTMLElement) {
    this.root = root;
    this.form = this.part('form') as HTMLFormElement;
    this.address = root.dataset.import ?? '';
    this.words = JSON.parse(root.dataset.words ?? '{}') as Record<Name, string>;
  }

  field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  /** Names what is missing; true where something is. */
  complains(file: boolean, passphrase: boolean): boolean {
    const missing = [file && 'file', passphrase && 'passphrase'].filter((each) => each !== false);
    for (const name of ['file', 'passphrase']) {
      if (missing.includes(name)) this.field(name).setAttribute('aria-invalid', 'true');
      else this.field(name).removeAttribute('aria-invalid');
    }
    const list = this.part('mistakes');
    list.hidden = missing.length === 0;
    list
      .querySelector('ul')
      ?.replaceChildren(...missing.map((name) => item(link(`#f-${name}`, this.say(`missing_${name}` as Name)))));
    if (missing.length > 0) list.focus();
    return missing.length > 0;
  }

  begin(): void {
    this.part('failed').hidden = this.form.hidden = true;
    this.part('going').hidden = false;
  }

  /** `part`: 0 to 1. */
  going(what: Doing, part: number, done?: number, all?: number): void {
    this.put('going', this.say(what, { done: done ?? '', all: all ?? '' }));
    this.root.querySelector('progress')!.value = part;
  }

  done(about: AboutPhone, facts: Taken, evidence: TakenEvidence): void {
    this.part('going').hidden = true;
    this.field('passphrase').value = '';
    const some = facts.left + evidence.left > 0 ? 'partly' : facts.new + evidence.new > 0 ? 'done' : 'nothing_new';
    this.put('done', this.say(some, { name: about.name }));
    this.put(
      'from',
      this.say('from', {
        label: about.label,
        at: new Date(about.made_at).toLocaleString(document.documentElement.lang),
      }),
    );
    this.put(
      'visits',
      ...(facts.visits.length > 0
        ? facts.visits.map(({ id, number }) => link(`${this.root.dataset.visits}${id}`, number))
        : [this.say('none')]),
    );
    this.put('facts', this.counted(facts));
    this.put(
      'evidence',
      this.counted({ ...evidence, aside: 0 }) + (evidence.bytes > 0 ? ` (${sized(evidence.bytes)})` : ''),
    );
    for (const name of ['aside', 'left'] as const)
      this.root.querySelector<HTMLElement>(`[data-when="${name}"]`)!.hidden = facts[name] === 0;
    this.part('done').hidden = false;
    this.part('done').focus();
  }

  failed(problem: Problem): void {
    const known = JSON.parse(this.root.dataset.problems ?? '[]') as Problem[];
    const worded = problem.title ? problem : (known.find(({ code }) => code === problem.code) ?? problem);
    for (const name of ['title', 'detail', 'next', 'code'] as const) this.put(name, worded[name] ?? '');
    this.part('going').hidden = true;
    this.part('failed').hidden = this.form.hidden = false;
    this.part('failed').focus();
    if (problem.code === 'file_passphrase') this.field('passphrase').value = '';
  }

  /** "28 new, 2 already here": what is none is left out. */
  private counted(taken: Omit<Taken, 'visits'>): string {
    const fresh = { ...taken, new: taken.new - taken.aside };
    const parts = (['new', 'known', 'aside', 'left'] as const)
      .filter((name) => fresh[name] > 0)
      .map((name) => this.say(name, { count: fresh[name] }));
    return parts.join(document.documentElement.lang === 'en' ? ', ' : '，') || this.say('none');
  }

  private say(name: Name, blanks: Record<string, string | number> = {}): string {
    return this.words[name].replace(/\{(\w+)\}/g, (_, blank: string) => String(blanks[blank] ?? ''));
  }

  private part(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-${name}]`)!;
  }

  private put(name: string, ...what: (string | Node)[]): void {
    this.root.querySelector(`[data-out="${name}"]`)?.replaceChildren(...what);
  }
}

function sized(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function link(address: string, text: string): HTMLAnchorElement {
  const made = document.createElement('a');
  [made.href, made.textContent] = [address, text];
  return made;
}

function item(inside: Node): HTMLLIElement {
  const made = document.createElement('li');
  made.append(inside);
  return made;
}
