import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let data: string;
const running = new Set<ReturnType<typeof spawn>>();
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'skerry-front-end-app-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(data, { recursive: true, force: true });
});

function run(...args: string[]) {
  const main = join(import.meta.dirname, 'main.ts');
  const standard = ['--data', data, '--listen', '127.0.0.1:0', '--link-listen', '127.0.0.1:0', '--log-level', 'error'];
  const child = spawn(process.execPath, [main, ...standard, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const started = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => output.includes('Skerry front-end:') && resolve(output));
    void ended.then(() => reject(new Error(errors)));
  });
  started.catch(() => {});
  return { child, started, ended, output: () => output, errors: () => errors };
}
interface RunFile {
  url: string;
  linkUrl: string;
  pid: number;
}
const passwordFile = () => join(data, 'admin-password');
const firstPassword = async () => (await readFile(passwordFile(), 'utf8')).trim();
const runFile = async () => JSON.parse(await readFile(join(data, 'run/front-end.json'), 'utf8')) as RunFile;

test('it starts, says where the first password is but not what, and stops cleanly', async () => {
  const first = run('--log-level', 'debug');
  expect(await first.started).toContain(`with the password in ${passwordFile()}`);
  const password = await firstPassword();
  expect(first.output() + first.errors()).not.toContain(password);
  expect((await stat(passwordFile())).mode & 0o777).toBe(0o600);
  const { url, pid } = await runFile();
  expect(pid).toBe(first.child.pid);
  const logIn = () =>
    fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'admin', password }),
    });
  expect((await logIn()).status).toBe(201);
  first.child.kill('SIGTERM');
  expect(await first.ended, first.errors()).toBe(0);
  expect(existsSync(join(data, 'run/front-end.json'))).toBe(false);
  const second = run();
  expect(await second.started).not.toMatch(/password/);
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
});

test('killed at any point it starts again with what it answered', async () => {
  const first = run();
  await first.started;
  const password = await firstPassword();
  const send = async (path: string, body: object, secret?: string) => {
    const { url } = await runFile();
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const secret = (await send('/v1/sessions', { name: 'admin', password })).body['secret'] as string;
  expect((await send('/v1/groups', { name: 'kept' }, secret)).status).toBe(201);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = run();
  await second.started;
  expect((await send('/v1/groups', { name: 'kept' }, secret)).body['code']).toBe('name-taken');
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

test('the first password may be given in a file, or lie there from a start that was killed', async () => {
  await writeFile(join(data, 'given'), 'a password in a file\n');
  const given = run('--admin-password-file', join(data, 'given'));
  expect(await given.started).not.toMatch(/First start/);
  expect(existsSync(passwordFile())).toBe(false);
  given.child.kill('SIGTERM');
  await given.ended;
  const other = await mkdtemp(join(tmpdir(), 'skerry-front-end-app-'));
  try {
    await writeFile(join(other, 'admin-password'), 'left by the first try\n', { mode: 0o600 });
    const again = run('--data', other);
    expect(await again.started).toContain(`with the password in ${join(other, 'admin-password')}`);
    expect(await readFile(join(other, 'admin-password'), 'utf8')).toBe('left by the first try\n');
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

test.each([
  ['an unknown flag', ['--nonsense'], /nonsense/],
  ['a bad address', ['--listen', 'somewhere'], /HOST:PORT/],
  ['an open address without TLS', ['--listen', '0.0.0.0:0'], /does not listen on 0\.0\.0\.0/],
  ['an unknown limit', ['--limit', 'chairs=4'], /There is no limit "chairs"/],
  ['a limit that is none', ['--limit', 'consoles=0'], /needs a whole number above zero/],
  ['a proxy that is no address', ['--behind-proxy', 'here'], /neither an address nor a CIDR/],
  ['an inner address that is none', ['--outbound-allow', 'inside'], /neither an address nor a CIDR/],
  ['a proxy for outside that is none', ['--outbound-proxy', 'socks5://x:1'], /none of http or https/],
  ['certificates that are not there', ['--outbound-ca', '/nowhere/ca.pem'], /no file \/nowhere/],
  ['a log level that is none', ['--log-level', 'loud'], /not a log level/],
])('%s ends it with a sentence', async (_, args, sentence) => {
  const process_ = run(...args);
  expect(await process_.ended).not.toBe(0);
  expect(process_.errors()).toMatch(sentence);
  expect(process_.errors()).not.toMatch(/\n\s+at /);
});

test('a port in use, a damaged database and a second process end it with a sentence', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const blocked = run('--listen', `127.0.0.1:${port}`);
  expect(await blocked.ended).toBe(1);
  expect(blocked.errors()).toMatch(/is in use/);
  const blockedLink = run('--link-listen', `127.0.0.1:${port}`);
  expect(await blockedLink.ended).toBe(1);
  expect(blockedLink.errors()).toMatch(/is in use/);
  other.close();

  const first = run();
  await first.started;
  const second = run();
  expect(await second.ended).toBe(1);
  expect(second.errors()).toMatch(/^skerry-front-end: .+\n$/);
  first.child.kill('SIGTERM');
  await first.ended;

  await writeFile(join(data, 'store.db'), 'this is not a database, but it is long enough to look at'.repeat(100));
  await rm(join(data, 'store.db-wal'), { force: true });
  const damaged = run();
  expect(await damaged.ended).toBe(1);
  expect(damaged.errors()).toMatch(/^skerry-front-end: .+\n$/);
}, 30_000);

test('a directory that is a file, or cannot be written, ends it with a sentence', async () => {
  const file = join(data, 'file');
  await writeFile(file, '');
  await chmod(file, 0o600);
  const blocked = run('--data', file);
  expect(await blocked.ended).toBe(1);
  expect(blocked.errors()).toMatch(/cannot be written/);
});
