/* The simplest master that RxDB's replication can have: documents in a map, no durability, no sign-in, nothing verified. */
import { createServer } from 'node:http';

const [port] = process.argv.slice(2);
const [documents, order] = [new Map(), new Map()];
let clock = 0;

createServer((request, response) => {
  const parts = [];
  request
    .on('data', (part) => parts.push(part))
    .on('end', () => {
      const url = new URL(request.url, 'http://master');
      const answer =
        request.method === 'POST'
          ? push(JSON.parse(Buffer.concat(parts)))
          : pull(Number(url.searchParams.get('after')), Number(url.searchParams.get('limit')));
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
    });
}).listen(Number(port), '127.0.0.1');

function push(rows) {
  const conflicts = [];
  for (const { newDocumentState: now, assumedMasterState: assumed } of rows) {
    const there = documents.get(now.id);
    if (there && JSON.stringify(there.answers) !== JSON.stringify(assumed?.answers)) conflicts.push(there);
    else {
      documents.set(now.id, now);
      order.delete(now.id);
      order.set(now.id, (clock += 1));
    }
  }
  return conflicts;
}

function pull(after, limit) {
  const due = [...order].filter(([, number]) => number > after).slice(0, limit);
  return { documents: due.map(([id]) => documents.get(id)), checkpoint: { after: due.at(-1)?.[1] ?? after } };
}
