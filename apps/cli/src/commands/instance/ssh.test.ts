import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { anInstance } from '@skerry/sdk/testing/samples';
import { expect, onTestFinished, test } from 'vitest';
import { serverOf } from '../../testing/server-of.ts';

type Instance = Parameters<typeof anInstance>[0];

/** The command line as a process of its own, with a stand-in for ssh that says how it was called. */
async function ssh(instance: Instance, words: readonly string[], withSsh = true) {
  const { server } = await serverOf({ 'instance.get': () => ({ body: anInstance(instance) }) });
  const bin = await mkdtemp(join(tmpdir(), 'skerry-ssh-'));
  onTestFinished(() => rm(bin, { recursive: true, force: true }));
  if (withSsh) {
    await writeFile(join(bin, 'ssh'), '#!/bin/sh\nprintf "<%s>" "$@"\nexit 7\n');
    await chmod(join(bin, 'ssh'), 0o755);
  }
  const main = join(import.meta.dirname, '../../main.ts');
  const child = spawn(process.execPath, [main, 'instance', 'ssh', '3', ...words], {
    env: { PATH: bin, HOME: bin, SKERRY_URL: server.url, SKERRY_TOKEN: 'x' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out: out.replaceAll(/skerry-127\.0\.0\.1-\d+/g, 'skerry-server'), err, code: code as number };
}

async function listening(): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
const nics = (...addresses: string[]) => addresses.map((address, i) => ({ networkId: i + 1, address }));

test('finds the address that answers, hands the rest to ssh, and ends as ssh ends', async () => {
  const port = String(await listening());
  const instance = { nics: nics('255.255.255.255', '127.0.0.1') };
  const { out, code } = await ssh(instance, ['-p', port, '--', '-v', 'uname', '-a']);
  expect(out).toBe(`<-o><HostKeyAlias=skerry-server-instance-3><-l><root><-p><${port}><127.0.0.1><-v><uname><-a>`);
  expect(code).toBe(7);
});

test('through another machine no way is looked for from here', async () => {
  const { out, code } = await ssh({ nics: nics('255.255.255.255') }, ['--jump', 'me@alpha', '-l', 'debian']);
  expect(out).toContain('<-l><debian><-p><22><-J><me@alpha><255.255.255.255>');
  expect(code).toBe(7);
});

test.each<[string, Instance, readonly string[], number, string, string]>([
  ['stopped', { state: 'stopped' }, [], 4, 'web is stopped', 'skerry instance start web --wait'],
  ['without a network', { nics: [] }, [], 4, 'web has no address.', 'skerry instance console web'],
  ['not in that network', { nics: nics('127.0.0.1') }, ['--network', '9'], 4, 'in this network', 'console web'],
  ['no SSH server', { nics: nics('127.0.0.1') }, ['-p', '1'], 5, 'nothing listens at its port 1', 'SSH server'],
  ['no way', { nics: nics('255.255.255.255') }, [], 5, 'No way leads from here to web', '--jump alpha'],
])('%s: says why, and what to do', async (_, instance, words, exitCode, sentence, hint) => {
  const { err, code } = await ssh(instance, words);
  expect(err).toContain(sentence);
  expect(err).toContain(hint);
  expect(code).toBe(exitCode);
});

test('where there is no ssh, that is said', async () => {
  const port = String(await listening());
  const { err, code } = await ssh({ nics: nics('127.0.0.1') }, ['-p', port], false);
  expect(err).toContain('There is no ssh on this machine.');
  expect(code).toBe(1);
});
