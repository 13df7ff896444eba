import { startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { openTerminal, type Terminal } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { type Simulation, startSimulation } from '@skerry/lab/simulator/simulation';
import { createClient } from '@skerry/sdk';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

/** Everything on the way is real but the guests; with real ones: e2e/main-job.test.ts. */
let cloud: TestFrontEnd;
let simulation: Simulation;
let directory: string;
let env: Record<string, string>;

const main = join(import.meta.dirname, '..', 'main.ts');
const guests = () => {
  const [host] = simulation.clusters[0]?.hosts ?? [];
  return [...(host?.vms.all.values() ?? []), ...(host?.containers.all.values() ?? [])];
};
const viewers = () => guests().reduce((sum, guest) => sum + guest.viewers.size, 0);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-cli-console-'));
  cloud = await startFrontEnd();
  const { url, linkUrl } = cloud.frontEnd;
  const client = createClient({ url, token: cloud.admin.secret });
  simulation = await startSimulation({ client, linkUrl, directory, clusters: 1, hostsPerCluster: 1, log: silentLog });
  env = { SKERRY_URL: url, SKERRY_TOKEN: cloud.admin.secret ?? '', HOME: directory, SKERRY_STATE: directory };
  const patience = { timeout: 20_000, interval: 50 };
  const counted = async () => (await client.call('status.get')).data;
  await vi.waitFor(async () => expect((await counted()).hosts.online).toBe(1), patience);
  for (const [name, kind] of [
    ['shelf', 'container'],
    ['tower', 'vm'],
  ] as const) {
    await client.call('instance.create', { body: { name, kind, imageId: simulation.imageId, memoryMiB: 64 } });
  }
  await vi.waitFor(async () => expect((await counted()).instances).toEqual({ running: 2 }), patience);
}, 60_000);
afterAll(async () => {
  await simulation?.close();
  await cloud?.close();
  await rm(directory, { recursive: true, force: true });
});

/** The command line in a terminal of its own, and what its person sees. */
async function sit(...words: string[]) {
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const argv = [...assignments, process.execPath, main, 'instance', 'console', ...words];
  const terminal: Terminal = await openTerminal('env', argv, { columns: 100, rows: 30 });
  onTestFinished(() => void terminal.destroy());
  let seen = '';
  terminal.on('data', (bytes: Buffer) => (seen += bytes.toString()));
  const sees = (wanted: string | RegExp) =>
    vi.waitFor(() => expect(seen).toMatch(wanted), { timeout: 15_000, interval: 30 });
  const gone = once(terminal, 'close');
  return { terminal, sees, gone };
}

test('a shell in this terminal: what is typed is answered, the size is known, and exit ends it', async () => {
  const { terminal, sees, gone } = await sit('shelf');
  await sees('root@shelf:~# ');
  terminal.write('echo hello there\r');
  await sees(/\nhello there\r/);
  terminal.write('stty size\r');
  await sees(/30 100\r/);
  await terminal.resize({ columns: 132, rows: 43 });
  await vi.waitFor(async () => {
    terminal.write('stty size\r');
    await sees(/43 132\r/);
  }, 10_000);
  terminal.write('exit\r');
  await sees('The shell has ended.');
  await gone;
  await vi.waitFor(() => expect(viewers()).toBe(0), { timeout: 5_000 });
});

test('two at one serial port see the same; ~. leaves, and the guest goes on', async () => {
  const first = await sit('tower');
  await first.sees('root@tower:~# ');
  const second = await sit('tower');
  await second.sees('Connected to tower');
  await vi.waitFor(() => expect(viewers()).toBe(1), 10_000);
  await vi.waitFor(async () => {
    second.terminal.write('uname\r');
    await first.sees('Pretended');
  }, 10_000);
  await second.sees('Pretended');
  second.terminal.write('~.');
  await second.gone;
  await second.sees('You left tower; it goes on.');
  first.terminal.write('\u001d');
  await first.gone;
  await vi.waitFor(() => expect(viewers()).toBe(0), { timeout: 5_000 });
  expect(guests().map((guest) => guest.state)).toEqual(['running', 'running']);
});

test('what is piped in is typed, and its end ends the shell', async () => {
  const child = spawn(process.execPath, [main, 'instance', 'console', 'shelf'], { env: { ...process.env, ...env } });
  child.stdin.end('echo one\recho two\rexit\r');
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(out).toMatch(/\r\none\r\n[\s\S]*\r\ntwo\r\n/);
  expect(code).toBe(0);
});

test('a serial port has no end of its own: what was piped in is typed, its answer read, and that is all', async () => {
  const child = spawn(process.execPath, [main, 'instance', 'console', 'tower'], { env: { ...process.env, ...env } });
  child.stdin.end('uname\r');
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(out).toContain('Pretended');
  expect(code).toBe(0);
  await vi.waitFor(() => expect(viewers()).toBe(0), { timeout: 5_000 });
});

test('the last line of what is piped into a shell need not end', async () => {
  const child = spawn(process.execPath, [main, 'instance', 'console', 'shelf'], { env: { ...process.env, ...env } });
  child.stdin.end('echo one\recho two');
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(out).toMatch(/\r\none\r\n[\s\S]*\r\ntwo\r\n/);
  expect(code).toBe(0);
});

test.each(['shelf', 'tower'])('with nothing to type the console of %s ends', async (name) => {
  const argv = [main, 'instance', 'console', name];
  const child = spawn(process.execPath, argv, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
});

test('a console that there cannot be is refused with the sentence of the table', async () => {
  const argv = [main, 'instance', 'console', 'tower', '--type', 'shell'];
  const child = spawn(process.execPath, argv, { env: { ...process.env, ...env } });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(said).toContain('opens no shell without a log-in');
  expect(code).toBe(4);
});

test('the end of the guest is told', async () => {
  const { terminal, sees, gone } = await sit('shelf');
  await sees('root@shelf:~# ');
  terminal.write('poweroff\r');
  await sees('The guest was stopped.');
  await gone;
  expect(viewers()).toBe(0);
});

/** A command in an instance, with what it is told. */
async function exec(input: string, ...words: string[]) {
  const child = spawn(process.execPath, [main, 'instance', 'exec', ...words], { env: { ...process.env, ...env } });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: code as number };
}

test('a command is told its words and what is piped in, and its status is ours', async () => {
  expect(await exec('', 'shelf', '--', 'echo', 'a  b', '-t')).toMatchObject({ out: 'a  b -t\n', code: 0 });
  expect(await exec('typed\n', 'shelf', '--', 'cat')).toMatchObject({ out: 'typed\n', code: 0 });
  expect(await exec('', 'shelf', '--', 'sh', '-c', 'exit 7')).toMatchObject({ code: 7 });
  expect(await exec('', 'shelf', '--', 'nothing')).toMatchObject({ code: 127 });
});

test('in a virtual machine no command is run from outside, and it is said what to do', async () => {
  const refused = await exec('', 'tower', '--', 'echo');
  expect(refused.code).toBe(4);
  expect(refused.err).toContain('opens no shell without a log-in');
});
