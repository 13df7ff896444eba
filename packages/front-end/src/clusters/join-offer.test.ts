import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dialledUrls, encodeJoinToken } from '@skerry/link';
import { expect, test } from 'vitest';
import { joinOffer } from './join-offer.ts';

const tree = join(import.meta.dirname, '../../../..');
const offerOf = (role: 'controller' | 'agent', names: readonly string[]) => {
  const expires = new Date('2030-01-01T00:00:00.000Z');
  const secret = 's'.repeat(43);
  const token = encodeJoinToken({ urls: dialledUrls(names, 7481), fingerprint: 'a'.repeat(64), secret, expires });
  return joinOffer(role, { token, expiresAt: expires.toISOString() });
};

test.each(['controller', 'agent'] as const)(
  'the command of a %s names what is there where Skerry is installed',
  (role) => {
    const { command, token } = offerOf(role, ['skerry.example.org']);
    const named = [...command.matchAll(/\/opt\/skerry\/([^\s"]+)/g)].map(([, path]) => path as string);
    expect(named.length).toBeGreaterThan(0);
    for (const path of named) expect(existsSync(join(tree, path)), path).toBe(true);
    const unit = named.find((path) => path.endsWith('.service')) as string;
    const text = readFileSync(join(tree, unit), 'utf8');
    const settings = /EnvironmentFile=-(\S+)/.exec(text)?.[1];
    expect(command).toContain(`echo SKERRY_JOIN_TOKEN=${token} >> ${settings}`);
    expect(text).toContain(`--roles ${role}`);
  },
);

test('a token that leads to the machine itself says so, and how that is changed', () => {
  for (const names of [['127.0.0.1', 'localhost'], ['::1'], ['0.0.0.0'], ['127.8.8.8']]) {
    expect(offerOf('controller', names).note).toContain('--link-listen');
    expect(offerOf('agent', names).note).toContain('--server-name');
  }
  for (const names of [['127.0.0.1', 'skerry.example.org'], ['0.0.0.0', '192.0.2.7'], ['2001:db8::7']]) {
    expect(offerOf('agent', names)).not.toHaveProperty('note');
  }
});

test('nobody is told to dial "all addresses"', () => {
  expect(dialledUrls(['0.0.0.0', '::', '192.0.2.7', '2001:db8::7'], 7)).toEqual([
    'https://192.0.2.7:7',
    'https://[2001:db8::7]:7',
  ]);
});
