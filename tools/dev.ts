/**
 * `npm run dev`: a whole cloud on this machine with fake drivers, no root, no packages: front-end, controller and
 * agent in one process each, started again when their code changes, and the console built anew when its code does. Ctrl-C ends all; its data is thrown away.
 */
import { pretendedImage } from '@skerry/lab/simulator/pretended-image';
import { createClient } from '@skerry/sdk';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchConsole } from './build/console.ts';
import { root } from './bootstrap/report.mjs';

const data = mkdtempSync(join(tmpdir(), 'skerry-dev-'));
const password = 'development';
const children: ChildProcess[] = [];

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

function service(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const child = spawn(process.execPath, ['--watch', '--watch-preserve-output', join(root, script), ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
}

async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what} did not come up within 60 s; see the log above.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function end(status: number): never {
  for (const child of children) child.kill('SIGTERM');
  rmSync(data, { recursive: true, force: true });
  process.exit(status);
}
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

try {
  const [api, clusterLink, hostLink] = [await freePort(), await freePort(), await freePort()];
  await watchConsole(join(data, 'console'), () => process.stdout.write('The console was built: reload the page.\n'));
  const url = `http://127.0.0.1:${api}`;
  service(
    'apps/front-end/src/main.ts',
    [
      '--data',
      join(data, 'front-end'),
      '--console',
      join(data, 'console'),
      '--listen',
      `127.0.0.1:${api}`,
      '--link-listen',
      `127.0.0.1:${clusterLink}`,
    ],
    { SKERRY_ADMIN_PASSWORD: password },
  );
  const client = await until('The front-end', async () => {
    const { data: session } = await createClient({ url }).call('session.create', { body: { name: 'admin', password } });
    return createClient({ url, token: session.secret });
  });
  const { data: cluster } = await client.call('cluster.create', { body: { name: 'dev' } });
  const params = { id: cluster.id };
  const clusterToken = await client.call('cluster.join-token', { params, body: { lifetimeSeconds: 3600 } });
  service(
    'apps/agent/src/main.ts',
    ['--roles', 'controller', '--data', join(data, 'site'), '--listen', `127.0.0.1:${hostLink}`],
    { SKERRY_JOIN_TOKEN: clusterToken.data.token },
  );
  const hostToken = await until('The controller', () =>
    client.call('cluster.host-join-token', { params, body: { lifetimeSeconds: 3600 } }),
  );
  service('apps/agent/src/main.ts', ['--data', join(data, 'site'), '--drivers', 'fake'], {
    SKERRY_JOIN_TOKEN: hostToken.data.token,
  });
  await until('The agent', async () => {
    for await (const host of client.pages('host.list')) if (host.state === 'online') return host;
    return undefined;
  });

  const image = join(data, 'pretended.qcow2');
  writeFileSync(image, pretendedImage(64));
  const { data: made } = await client.call('image.create', { body: { name: 'pretended', path: image } });
  const { data: network } = await client.call('network.create', {
    body: { name: 'default', clusterId: cluster.id, cidr: '10.99.0.0/24' },
  });
  await client.call('template.create', { body: { name: 'tiny', imageId: made.id, networkIds: [network.id] } });
  process.stdout.write(
    `\n  ${url}  (admin, ${password}) runs with fake drivers and reloads when code changes.\n` +
      `  SKERRY_URL=${url} node apps/cli/src/main.ts login --user admin\n  Ctrl-C ends it.\n\n`,
  );
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  end(1);
}
