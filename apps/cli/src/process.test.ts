import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fakeServer, type FakeServer } from '@skerry/sdk/testing/fake-server';
import { anInstance } from '@skerry/sdk/testing/samples';
import { afterEach, expect, test } from 'vitest';

let server: FakeServer | undefined;
afterEach(() => server?.close());

const start = (argv: readonly string[], env: Record<string, string> = {}) =>
  spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', SKERRY_STATE: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('as a process: machine output on stdout, everything else on stderr, and the exit code', async () => {
  const child = start(['status']);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect({ out, code }).toEqual({ out: '', code: 5 });
  expect(err).toContain('No server is known');
});

test('Ctrl-C while waiting leaves the work going, and says so', async () => {
  server = await fakeServer({ 'instance.get': () => ({ body: anInstance({ state: 'preparing' }) }) });
  const child = start(['instance', 'wait', '3', '--for', 'running'], { SKERRY_URL: server.url, SKERRY_TOKEN: 'x' });
  const said = text(child.stderr);
  const { requests } = server;
  await expect.poll(() => requests.length, { timeout: 10_000 }).toBeGreaterThan(1);
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(130);
  expect(await said).toContain('the work goes on');
  expect(await said).toContain('skerry instance wait web');
});

test('a reader that goes away, such as head, is not an error', async () => {
  const child = start(['api']);
  child.stdout.destroy();
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ err, code }).toEqual({ err: '', code: 0 });
});
