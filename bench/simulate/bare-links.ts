/**
 * What the same connections take without anything of ours on them: WebSockets over mutual TLS, both ends in one process
 * of its own. Asked with `{ links }`, answers with `{ kibEach }`.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '@skerry/link';
import { WebSocket, WebSocketServer } from 'ws';

async function measure(links: number): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-bare-links-'));
  try {
    const authority = await openAuthority({ dir: directory, cloudId: 'bare' });
    const { certificate, key } = await authority.issueServer(['127.0.0.1']);
    const own = { cert: certificate, key, ca: authority.certificate };
    const server = createServer({ ...own, requestCert: true, rejectUnauthorized: false }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}));
    const { port } = server.address() as AddressInfo;
    const open: WebSocket[] = [];
    const dial = async () => {
      const socket = new WebSocket(`wss://127.0.0.1:${port}/`, {
        ...own,
        perMessageDeflate: false,
        rejectUnauthorized: false,
      });
      open.push(socket);
      await once(socket, 'open');
    };
    // What the first ones load and compile is not theirs.
    for (let i = 0; i < 20; i++) await dial();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < links; i++) await dial();
    return (process.memoryUsage().rss - before) / 1024 / links;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

process.once('message', ({ links }: { readonly links: number }) => {
  measure(links).then(
    (kibEach) => process.send?.({ kibEach }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
