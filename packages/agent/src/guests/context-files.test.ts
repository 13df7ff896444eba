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
      let files: ReturnType<typeof contextFiles>;
      try {
        files = contextFiles(odd);
      } catch (error) {
        if (error instanceof SkerryError && error.failure.code === 'control-character') return;
        throw error;
      }
      const shell = readShell(files['context.sh']);
      expect(Object.keys(shell)).toEqual(Object.keys(readShell(usual['context.sh'])));
      expect(shell).toMatchObject({ SKERRY_NAME: name, SKERRY_ETH0_MAC: mac, SKERRY_ETH0_GATEWAY: gateway });
      const network = files['network-config'];
      expect(shapeOf(network)).toBe(shapeOf(usual['network-config']));
      expect([...network.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => JSON.parse(text) as string)).toEqual([
        mac,
        `${address}/24`,
        gateway,
        nameserver,
        '9.9.9.9',
      ]);
      // One key may become several lines, each of them a key.
      expect(new Set(shapeOf(files['meta-data']).split('\n'))).toEqual(
        new Set(shapeOf(usual['meta-data']).split('\n')),
      );
      for (const name of ['user-data', 'vendor-data'] as const) expect(files[name]).toBe(usual[name]);
    }),
    { numRuns: 500 },
  );
});

test('keys that were pasted together are one a line', () => {
  const files = contextFiles({ ...intent, context: { sshKeys: ['ssh-rsa A a\r\nssh-rsa B\tb\n'], userData: '' } });
  expect(readShell(files['context.sh'])['SKERRY_SSH_KEYS']).toBe('ssh-rsa A a\nssh-rsa B b');
});

test('name and keys go beside the user data, which is passed on byte by byte', () => {
  const sshKeys = ['ssh-ed25519 A me'];
  const gzip = Uint8Array.from([0x1f, 0x8b, 8, 0, 0xff, 0xfe, 0]);
  const cases = [
    [{ userData: '' }, '#cloud-config\n{}\n'],
    [{ userData: '#!/bin/sh\necho käse\n' }, '#!/bin/sh\necho käse\n'],
    [{ userData: '', userDataBase64: Buffer.from(gzip).toString('base64') }, gzip],
  ] as const;
  for (const [context, written] of cases) {
    const files = contextFiles({ ...intent, context: { sshKeys, ...context } });
    expect(Buffer.from(files['user-data']).equals(Buffer.from(written))).toBe(true);
    expect(files['meta-data']).toBe(
      'instance-id: skerry-1\nlocal-hostname: "web-1"\npublic-keys:\n  - "ssh-ed25519 A me"\n',
    );
    expect(files['vendor-data']).toBe('#cloud-config\nmanage_etc_hosts: true\ndisable_root: false\n');
  }
});
