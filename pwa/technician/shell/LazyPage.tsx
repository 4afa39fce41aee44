/** A page that is a program of its own (`technician/lazy/<name>.tsx`), put into an empty element when it has come. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { usePhone } from './context.tsx';
import { loadLazy } from './lazy.ts';
import type { Phone } from './phone.ts';
import { address, go } from './router.ts';
import { words } from './words.ts';

/** What a lazy page exports: it draws itself into `root` and returns how to take it away again. */
export interface LazyProgram { mount(root: HTMLElement, given: LazyGiven): () => void }
export interface LazyGiven { phone: Phone; visit: string; go: typeof go }

export function LazyPage({ name, visit }: { name: string; visit: string }) {
  const phone = usePhone();
  const root = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'coming' | 'here' | 'failed'>('coming');
  useEffect(() => {
    let leave: (() => void) | undefined;
    let gone = false;
    loadLazy<LazyProgram>(name).then((program) => {
      if (gone || !root.current) return;
      leave = program.mount(root.current, { phone, visit, go });
      setState('here');
    }, () => setState('failed'));
    return () => { gone = true; leave?.(); };
  }, [name, visit]);
  return (
    <>
      <div ref={root} />
      {state === 'coming' && <p class="prose second">{words.value.shell.loading}</p>}
      {state === 'failed' && <Missing visit={visit} />}
    </>
  );
}

function Missing({ visit }: { visit: string }) {
  const { failed, back } = words.value.shell;
  return (
    <main id="content" class="prose">
      <h1 tabIndex={-1}>{failed.broken}</h1><p>{failed.brokenNext}</p>
      <p><button type="button" class="button" onClick={() => location.reload()}>{failed.reopen}</button></p>
      <p><a class="link" href={address({ page: 'visit', id: visit })}><span>{back}</span></a></p>
    </main>
  );
}
