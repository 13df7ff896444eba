import type { HostIntent } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextFiles } from './context-files.ts';

const intent: HostIntent = {
  instanceId: 1,
  generation: 1,
  power: 'running',
  reboots: 0,
  graceSeconds: 1,
  name: 'web-1',
  kind: 'vm',
  cpus: 1,
  memoryMiB: 64,
  disks: [],
  nics: [
    {
      networkId: 1,
      mac: '02:00:0a:00:00:05',
      address: '10.0.0.5',
      prefixLength: 24,
      gateway: '10.0.0.1',
      nameservers: ['10.0.0.1', '9.9.9.9'],
    },
  ],
  context: { sshKeys: ["ssh-ed25519 AAAA o'brien@home"], userData: '' },
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
};

/** What a shell takes out of it, by sh's own rules for single quotes. */
function readShell(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const match = /^([A-Z0-9_]+)=((?:'[^']*'|\\')+)\n/.exec(rest);
    if (!match) throw new Error(`no assignment: ${rest}`);
    found[match[1] as string] = (match[2] as string).replace(/'([^']*)'|\\(')/g, (_, inside, quote) => inside ?? quote);
    rest = rest.slice(match[0].length);
  }
  return found;
}

/** Lines of our YAML, with what is quoted taken out: what is left is the shape, which no value may change. */
const shapeOf = (text: string) => text.replace(/"(?:[^"\\]|\\.)*"/g, '""');

const any = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('a\nb: c', "'; reboot #", '"', '#', ': '),
);

test('whatever words an intent has, the files hold them as values and nothing besides, or are not written', () => {
  const usual = contextFiles(intent);
  fc.assert(
    fc.property(any, any, any, any, any, any, (name, mac, address, gateway, nameserver, key) => {
      const [nic] = intent.nics;
      const odd: HostIntent = {
        ...intent,
        name,
        nics: [{ ...nic!, mac, address, gateway, nameservers: [nameserver, '9.9.9.9'] }],
        context: { sshKeys: [`ssh-ed25519 ${key}`], userData: '' },
      };
      let files: Record<string, string>;
      try {
        files = contextFiles(odd);
      } catch (error) {
        if (error instanceof SkerryError && error.failure.code === 'control-character') return;
        throw error;
      }
      const shell = readShell(files['context.sh'] ?? '');
      expect(Object.keys(shell)).toEqual(Object.keys(readShell(usual['context.sh'] ?? '')));
      expect(shell).toMatchObject({ SKERRY_NAME: name, SKERRY_ETH0_MAC: mac, SKERRY_ETH0_GATEWAY: gateway });
      const network = files['network-config'] ?? '';
      expect(shapeOf(network)).toBe(shapeOf(usual['network-config'] ?? ''));
      expect([...network.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => JSON.parse(text) as string)).toEqual([
        mac,
        `${address}/24`,
        gateway,
        nameserver,
        '9.9.9.9',
      ]);
      expect(shapeOf(files['meta-data'] ?? '')).toBe(shapeOf(usual['meta-data'] ?? ''));
      // One key may become several lines, each of them a key.
      expect(new Set(shapeOf(files['user-data'] ?? '').split('\n'))).toEqual(
        new Set(shapeOf(usual['user-data'] ?? '').split('\n')),
      );
    }),
    { numRuns: 500 },
  );
});

test('keys that were pasted together are one a line', () => {
  const files = contextFiles({ ...intent, context: { sshKeys: ['ssh-rsa A a\r\nssh-rsa B\tb\n'], userData: '' } });
  expect(readShell(files['context.sh'] ?? '')['SKERRY_SSH_KEYS']).toBe('ssh-rsa A a\nssh-rsa B b');
});
