/**
 * The programs themselves, front-end, controller and agent (over pretended drivers), with what users give to guests: no
 * log tells it, a new key seals it anew, and a key that is lost costs that and nothing else.
 */
import { writeQcow2 } from '@skerry/front-end/testing/qcow2';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const marker = 'correct horse battery staple';
const userData = `#cloud-config\npassword: "${marker}"\n`;
const password = 'a password of the admin';
/** Nobody takes longer on a busy machine. Milliseconds. */
const startMs = 30_000;

interface Program {
  readonly ended: Promise<number | null>;
  readonly said: () => string;
  stop(): Promise<number | null>;
}

let directory: string;
const running = new Set<ReturnType<typeof spawn>>();
/** All that the programs of the test have said. */
let logs: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-store-keys-'));
  logs = '';
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

function run(app: 'front-end' | 'agent', args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const main = join(import.meta.dirname, '..', '..', app, 'src', 'main.ts');
  const child = spawn(process.execPath, [main, '--log-level', 'trace', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      said += text.toString();
      logs += text.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return {
    ended,
    said: () => said,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

const levels = ['front-end', 'controller', 'agent'] as const;
type Level = (typeof levels)[number];
const dataOf = (level: Level) => join(directory, level);
const keyFileOf = (level: Level) => join(dataOf(level), level === 'front-end' ? '' : level, 'keys', 'store.key');
const keysNow = () => Promise.all(levels.map((level) => readFile(keyFileOf(level), 'utf8')));

/** Where the front-end's link listens, once it has: clusters dial it again there. */
let linkListen: string;

async function start(level: Level, more: readonly string[] = [], token?: string): Promise<Program> {
  const data = ['--data', dataOf(level)];
  const program =
    level === 'front-end'
      ? run('front-end', [...data, '--listen', '127.0.0.1:0', '--link-listen', linkListen, ...more], {
          SKERRY_ADMIN_PASSWORD: password,
        })
      : run('agent', [...data, '--roles', level, '--drivers', 'fake', ...more], { SKERRY_JOIN_TOKEN: token });
  const up = { 'front-end': 'Skerry front-end:', controller: 'controller is up', agent: 'agent is up' }[level];
  await expect.poll(() => program.said(), { timeout: startMs }).toContain(up);
  if (level === 'front-end') linkListen = new URL((await runFile()).linkUrl).host;
  return program;
}

const startAll = async (more: readonly string[] = []) => {
  const programs: Program[] = [];
  for (const level of levels) programs.push(await start(level, more));
  return programs;
};
const stopAll = async (programs: readonly Program[]) => {
  for (const program of programs) expect(await program.stop(), program.said()).toBe(0);
};

const runFile = async () =>
  JSON.parse(await readFile(join(dataOf('front-end'), 'run/front-end.json'), 'utf8')) as {
    url: string;
    linkUrl: string;
  };

let secret: string | undefined;

async function send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const { url } = await runFile();
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}

const stateOf = async (id: number) => (await send('GET', `/v1/instances/${id}`))['state'];
const contextOf = async (id: number) => (await send('GET', `/v1/instances/${id}/context`))['userData'];
const atRest = async (id: number) => {
  await expect
    .poll(async () => (await send('GET', `/v1/instances/${id}`))['pendingCommands'], { timeout: startMs })
    .toBe(0);
  await expect.poll(() => stateOf(id), { timeout: startMs }).toBe('running');
};

/** A cloud of three programs with one instance that was given user data. */
async function cloudWithUserData(): Promise<Program[]> {
  linkListen = '127.0.0.1:0';
  secret = undefined;
  const frontEnd = await start('front-end');
  secret = (await send('POST', '/v1/sessions', { name: 'admin', password }))['secret'] as string;
  await send('POST', '/v1/clusters', { name: 'home' });
  const { token } = await send('POST', '/v1/clusters/0/join-token', {});
  const controller = await start('controller', [], String(token));
  await expect.poll(async () => (await send('GET', '/v1/clusters/0'))['state'], { timeout: startMs }).toBe('online');
  const host = await send('POST', '/v1/clusters/0/host-join-token', {});
  const agent = await start('agent', [], String(host['token']));
  await expect.poll(async () => (await send('GET', '/v1/hosts/0'))['state'], { timeout: startMs }).toBe('online');
  const path = join(directory, 'tiny.qcow2');
  await writeQcow2(path);
  expect(await send('POST', '/v1/images', { name: 'tiny', path, minMemoryMiB: 32 })).toMatchObject({ id: 0 });
  const instance = { kind: 'vm', imageId: 0, networkIds: [], memoryMiB: 64, cpus: 1, context: { userData } };
  expect(await send('POST', '/v1/instances', { name: 'one', ...instance })).toMatchObject({ id: 0 });
  await atRest(0);
  return [frontEnd, controller, agent];
}

test('no log of any program tells what users give to guests, at whatever level, also of what is refused', async () => {
  const programs = await cloudWithUserData();
  await send('PATCH', '/v1/instances/0', { context: { userData: `${userData}# changed\n` } });
  await send('PATCH', '/v1/instances/0', { context: { userDataBase64: Buffer.from(userData).toString('base64') } });
  const refused = [
    `{"context":{"userData":"${marker}`,
    { context: { userData: [marker] } },
    { context: { userData: { [marker]: marker } } },
    { context: { userDataBase64: marker } },
    { context: { userData: marker.repeat(10_000) } },
    { context: { [marker]: 1 } },
  ];
  for (const body of refused) expect(await send('PATCH', '/v1/instances/0', body)).toHaveProperty('code');
  await atRest(0);
  await stopAll(programs);
  expect(logs.length).toBeGreaterThan(1000);
  for (const word of ['horse', 'battery', Buffer.from(userData).toString('base64').slice(8, 40)]) {
    expect(logs.split('\n').filter((line) => line.includes(word))).toEqual([]);
  }
}, 120_000);

test('a new key seals all anew, and what was given is there; a lost key costs what was given, and nothing else', async () => {
  await stopAll(await cloudWithUserData());
  const before = await keysNow();
  await stopAll(await startAll(['--new-store-key']));
  const after = await keysNow();
  for (const [i, keys] of after.entries()) {
    expect(keys.trim().split('\n')).toHaveLength(1);
    expect(keys).not.toBe(before[i]);
  }
  const again = await startAll();
  await atRest(0);
  expect(await contextOf(0)).toBe(userData);
  expect(await keysNow()).toEqual(after);
  await stopAll(again);

  for (const level of levels) await rm(keyFileOf(level));
  const locked = run('front-end', [
    '--data',
    dataOf('front-end'),
    '--listen',
    '127.0.0.1:0',
    '--link-listen',
    linkListen,
  ]);
  expect(await locked.ended).not.toBe(0);
  expect(locked.said()).toMatch(/store\.key.*--forget-user-data/s);
  for (const level of ['controller', 'agent'] as const) {
    const program = run('agent', ['--data', dataOf(level), '--roles', level, '--drivers', 'fake']);
    expect(await program.ended).not.toBe(0);
    expect(program.said()).toMatch(/store\.key.*--forget-user-data/s);
  }
  const given = await startAll(['--forget-user-data']);
  await atRest(0);
  expect(await contextOf(0)).toBe('');
  expect(await send('GET', '/v1/images/0')).toMatchObject({ name: 'tiny' });
  // It can be given anew at once, and is sealed by the key that this start made.
  await send('PATCH', '/v1/instances/0', { context: { userData } });
  await atRest(0);
  expect(await contextOf(0)).toBe(userData);
  await stopAll(given);
  const last = await startAll();
  await atRest(0);
  expect(await contextOf(0)).toBe(userData);
  await stopAll(last);
}, 180_000);
