/** Two tabs of the app: each hears what the other has saved or received. */
import type { Environment } from '../storage/environment.ts';

/** `ids`: visits that changed, undefined for everything; `account`: somebody signed in, enrolled or signed out. */
export type Heard = { what: 'changed'; ids?: string[] } | { what: 'account' };

export interface Tabs {
  tell(heard: Heard): void;
  close(): void;
}

export function otherTabs(environment: Environment, hear: (heard: Heard) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined')
    return {
      tell() {
        /* a single tab then */
      },
      close() {
        /* nothing open */
      },
    };
  const channel = new BroadcastChannel(environment.name);
  channel.onmessage = ({ data }) => hear(data as Heard);
  return { tell: (heard) => channel.postMessage(heard), close: () => channel.close() };
}
