/** The engine in Node: its storage is fake-indexeddb, its network is Node's fetch, nothing else is replaced. */
import 'fake-indexeddb/auto';
import { commands } from './doorstep_commands.ts';
// @ts-expect-error: a plain script that all clients share
import { obey, texts } from './obey.mjs';

/** Node's fetch knows no cookies and no addresses without a host. */
function network(url: string): typeof fetch {
  const cookies = new Map<string, string>();
  return async (path, init) => {
    const { credentials: _, cache: __, ...rest } = init ?? {};
    const Cookie = [...cookies].map((each) => each.join('=')).join('; ');
    const answer = await fetch(url + String(path), {
      ...rest,
      headers: { ...(rest.headers as object), ...(Cookie && { Cookie }) },
    });
    for (const each of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!;
      if (value && !each.includes('Max-Age=0')) cookies.set(name!, value);
      else cookies.delete(name!);
    }
    return answer;
  };
}

obey(commands(network, texts as () => string[]));
