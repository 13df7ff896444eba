import { openTerminal } from '@skerry/host-os';
import { type FakeServer, type Handlers } from '@skerry/sdk/testing/fake-server';
import { anInstance, aPage } from '@skerry/sdk/testing/samples';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serverOf } from '../testing/server-of.ts';

const main = join(import.meta.dirname, '../main.ts');
const patience = { timeout: 15_000, interval: 20 };

const db = anInstance({ id: 4, name: 'db', labels: { zone: 'a' } });
/** A list of what is in `world`, as it is when it is asked for. */
const listing = (world: Map<number, ReturnType<typeof anInstance>>): Handlers => ({
  'instance.list': ({ query }) => ({
    body: aPage([...world.values()].filter((i) => query['id'] === undefined || String(i.id) === query['id'])),
  }),
  'instance.get': ({ params }) => ({ body: world.get(Number(params['id'])) ?? db }),
});

const envOf = ({ url }: FakeServer) => ({
  SKERRY_URL: url,
  SKERRY_TOKEN: 'x',
  HOME: '/nonexistent',
  SKERRY_STATE: '/nonexistent',
  NO_COLOR: '1',
  TZ: 'UTC',
});

/** A process, and all that it has said so far. */
function started(server: FakeServer, words: readonly string[]) {
  const env = { PATH: process.env['PATH'], ...envOf(server) };
  const child: ChildProcess = spawn(process.execPath, [main, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout?.on('data', (bytes: Buffer) => (said.out += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (said.err += bytes.toString()));
  const sees = (text: string | RegExp) => vi.waitFor(() => expect(said.out).toMatch(text), patience);
  const interrupt = async () => {
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number];
    return code;
  };
  return { said, sees, interrupt, child };
}

const put = (server: FakeServer, revision: number, object: ReturnType<typeof anInstance>) =>
  server.emit(String(revision), 'put', { kind: 'instance', id: object.id, object, revision });

test('in a pipe each change is a row of the table; what does not fit the filter any more is said', async () => {
  const world = new Map([[3, anInstance()]]);
  const { server } = await serverOf(listing(world));
  const { said, sees, interrupt } = started(server, [
    'instance',
    'list',
    '--watch',
    '--filter',
    'state=running,stopping',
  ]);
  await sees(/web +container +running/);
  put(server, 5, anInstance({ state: 'stopping' }));
  await sees(/web +container +stopping/);
  put(server, 6, anInstance({ id: 9, name: 'other', state: 'failed' }));
  put(server, 7, anInstance({ state: 'stopped' }));
  await vi.waitFor(() => expect(said.err).toContain('The instance 3 is gone, or does not fit any more.'), patience);
  expect(await interrupt()).toBe(0);
  expect(said.out).not.toContain('other');
  expect(said.out.match(/ID +NAME/g)).toHaveLength(1);
  expect(server.requests.filter(({ route }) => route === 'instance.list')).toHaveLength(1);
});

test('as JSON it is changes, what is there first; after a stream that was lost nothing is missing or said twice', async () => {
  const world = new Map([[3, anInstance()]]);
  const { server } = await serverOf(listing(world));
  const { said, sees, interrupt } = started(server, ['inst', 'ls', '-w', '-o', 'json']);
  await sees('"running"');
  server.dropStreams();
  await vi.waitFor(() => expect(said.err).toContain('Trying again.'), patience);
  put(server, 8, db);
  await sees('"db"');
  server.emit('9', 'delete', { kind: 'instance', id: 3, revision: 9 });
  await sees('"delete"');
  world.set(4, db).delete(3);
  world.set(5, anInstance({ id: 5, name: 'five' }));
  server.emit('10', 'resync', { revision: 10 });
  await sees('"five"');
  expect(await interrupt()).toBe(0);
  const lines = said.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; id: number });
  expect(lines.map(({ type, id }) => `${type} ${id}`)).toEqual(['put 3', 'put 4', 'delete 3', 'put 5']);
});

test('one object is shown until it is gone', async () => {
  const { server } = await serverOf(listing(new Map([[3, anInstance()]])));
  const { said, sees, child } = started(server, ['instance', 'show', '3', '--watch', '-o', 'custom=name,state']);
  const gone = once(child, 'exit');
  await sees(/web +running/);
  put(server, 5, anInstance({ state: 'stopping' }));
  await sees(/web +stopping/);
  server.emit('6', 'delete', { kind: 'instance', id: 3, revision: 6 });
  expect(await gone).toEqual([0, null]);
  expect(said.err).toContain('The instance web (3) is gone.');
});

test('on a terminal the table is drawn again in place, never wider than it', async () => {
  const world = new Map([[3, anInstance()]]);
  const { server } = await serverOf(listing(world));
  const assignments = Object.entries(envOf(server)).map(([name, value]) => `${name}=${value}`);
  const argv = [...assignments, process.execPath, main, 'instance', 'list', '--watch', '-o', 'wide'];
  const terminal = await openTerminal('env', argv, { columns: 60, rows: 12 });
  onTestFinished(() => void terminal.destroy());
  let seen = '';
  terminal.on('data', (bytes: Buffer) => (seen += bytes.toString()));
  await vi.waitFor(() => expect(seen).toContain('1 of 1, live; Ctrl-C ends'), patience);
  for (let id = 20; id < 40; id++) put(server, id, anInstance({ id, name: `n${id}` }));
  await vi.waitFor(() => expect(seen).toContain('more lines'), patience);
  await vi.waitFor(() => expect(seen).toContain('21 of 21, live; Ctrl-C ends'), patience);
  const last = seen
    .slice(seen.lastIndexOf('\u001b[J') + 3)
    .trimEnd()
    .split('\r\n');
  expect(last).toHaveLength(11);
  for (const line of last) expect(line.length).toBeLessThanOrEqual(60);
  const gone = once(terminal, 'close');
  terminal.write('\u0003');
  await gone;
});
