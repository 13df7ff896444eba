/** With a key of our own and the real programs: what is signed, what is not, and what stands around it. */
import { run } from '@skerry/host-os';
import { sourceCodeOf } from '@skerry/outbound';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gpgvVerifier, type VerifySignature } from './index.ts';

const text = `    ${'ab'.repeat(64)}  debian-12-turnkey-core_18.0-1_amd64.tar.gz\n`;
let directory: string;
let signed: string;
let verify: VerifySignature;

const gpg = (args: readonly string[], input?: string) =>
  run('gpg', ['--homedir', directory, '--batch', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], {
    deadlineMs: 60_000,
    ...(input === undefined ? {} : { input }),
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gpgv-'));
  await gpg(['--quick-generate-key', 'TurnKey <images@example.org>', 'rsa2048', 'sign', 'never']);
  await gpg(['--output', join(directory, 'keys.gpg'), '--export']);
  signed = (await gpg(['--clear-sign', '--output', '-'], text)).stdout;
  verify = gpgvVerifier((release) => (release === '12' ? join(directory, 'keys.gpg') : undefined));
});
afterAll(async () => {
  await run('gpgconf', ['--homedir', directory, '--kill', 'all']).catch(() => undefined);
  await rm(directory, { recursive: true, force: true });
});

const codeOf = (promise: Promise<unknown>) => promise.then(() => undefined, sourceCodeOf);

test('what was signed comes out, and nothing around it', async () => {
  expect((await verify(signed, '12')).trim()).toBe(text.trim());
  const around = `${'cd'.repeat(64)}  evil\n${signed}\n${'cd'.repeat(64)}  evil\n`;
  const outcome = await verify(around, '12').catch(() => '');
  expect(outcome).not.toContain('evil');
});

test('what was changed, or is signed by nobody, is refused', async () => {
  expect(await codeOf(verify(signed.replace('abab', 'abac'), '12'))).toBe('source-wrong-digest');
  expect(await codeOf(verify(text, '12'))).toBe('source-wrong-digest');
  expect(await codeOf(verify('', '12'))).toBe('source-wrong-digest');
});

test('without keys it says who is to bring them', async () => {
  await expect(verify(signed, '11')).rejects.toThrow('There are no keys here of TurnKey for Debian 11.');
  await writeFile(join(directory, 'empty.gpg'), '');
  expect(await codeOf(gpgvVerifier(() => join(directory, 'empty.gpg'))(signed, '12'))).toBe('source-wrong-digest');
});
