/** The engine in Node: its storage is fake-indexeddb, its network is Node's fetch, nothing else is replaced. */
import 'fake-indexeddb/auto';
import { commands } from './doorstep_commands.ts';
// @ts-expect-error: a plain script that all clients share
import { obey, texts } from './obey.mjs';

/** Node's fetch knows no cookies and no addresses without a host. */
function network(url: string): typeof fetch {
  let cookie = '';
  return async (path, init) => {
    const { credentials: _, cache: __, ...rest } = init ?? {};
    const answer = await fetch(url + String(path), { ...rest, headers: { ...rest.headers as object, ...(cookie && { Cookie: cookie }) } });
    for (const each of answer.headers.getSetCookie()) cookie = each.split(';')[0]!;
    return answer;
  };
}

obey(commands(network, texts as () => string[]));
