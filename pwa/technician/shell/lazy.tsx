/** Pages and sheets that the first picture does not need: parts of the program that come from the store when first opened. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { OpenAgain } from './Broken.tsx';
import { loadStyle } from './loadStyle.ts';
import { address } from './router.ts';
import { language, loadMessages, messages } from './messages.ts';

export interface Lazy<Props> {
  Page: ComponentType<Props>;
  fetch: () => Promise<void>;
}

/** A component that is loaded when it is first drawn, or before by `fetch`; drawn at once ever after. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): Lazy<Props> {
  let Loaded: ComponentType<Props> | undefined;
  const fetch = async (): Promise<void> => {
    const style = loadStyle('pages'); // asked for first, because the styles of single pages build on it
    [Loaded] = await Promise.all([load(), loadMessages(language.value), style]);
  };
  function Page(props: Props) {
    const [state, setState] = useState<'coming' | 'here' | 'failed'>(Loaded ? 'here' : 'coming');
    useEffect(() => {
      let here = true;
      if (state === 'coming')
        fetch().then(
          () => here && setState('here'),
          () => here && setState('failed'),
        );
      return () => {
        here = false;
      };
    }, []);
    if (state === 'failed') return <NotHere />;
    return Loaded && state === 'here' ? <Loaded {...props} /> : null;
  }
  return { Page, fetch };
}

/** The browser threw a part of the program away and there is no signal: what was done is still there. */
function NotHere() {
  return (
    <main id="content" class="prose">
      <OpenAgain />
      <p>
        <a class="link" href={address({ page: 'today' })}>
          <span>{messages.value.shell.failed.home}</span>
        </a>
      </p>
    </main>
  );
}
