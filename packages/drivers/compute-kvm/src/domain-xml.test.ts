import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { metadataOf } from './domain-metadata.ts';
import { domainXml } from './domain-xml.ts';

const attach = { type: 'bridge', bridge: 'skbr1', hostInterface: 'skt42-0' } as const;
const file = { type: 'file', format: 'qcow2' } as const;
const plan: GuestPlan = {
  instanceId: 42,
  identity: identityOfSlot(42),
  name: 'web & "mail" <1>',
  cpus: 2,
  memoryMiB: 512,
  disks: [
    { diskId: 7, source: { ...file, path: '/var/lib/skerry/disks/7.qcow2' } },
    { diskId: 8, source: { ...file, path: "/var/lib/skerry/disks/8 'b' & c.qcow2" } },
  ],
  nics: [{ attach, mac: '02:00:0a:3c:00:05' }],
  contextDirectory: '/var/lib/skerry/guests/42/context',
  directory: '/var/lib/skerry/guests/42',
  haltSignal: 'SIGUSR2',
  rebootSignal: 'SIGTERM',
};

const qemu = { uid: plan.identity.uid, gid: plan.identity.gid };

test('the definition for a host with KVM is as reviewed', async () => {
  const text = domainXml(plan, { namePrefix: 'sk', accelerator: 'kvm', qemu });
  await expect(text).toMatchFileSnapshot('golden/domain-kvm.xml');
});

test('the definition for a host without KVM is as reviewed', async () => {
  const text = domainXml({ ...plan, disks: plan.disks.slice(0, 1) }, { namePrefix: 'sk', accelerator: 'tcg', qemu });
  await expect(text).toMatchFileSnapshot('golden/domain-tcg.xml');
});

test('the guest directory is found again in a definition, whatever characters it has', () => {
  const directory = '/srv/a & b/<"42">';
  const text = domainXml({ ...plan, directory }, { namePrefix: 'sk', accelerator: 'tcg', qemu });
  expect(metadataOf(text)?.directory).toBe(directory);
  expect(metadataOf('<domain><name>foreign</name></domain>')).toBeUndefined();
});

test('a control character anywhere in the plan is refused, not written', () => {
  const odd: Partial<GuestPlan>[] = [
    { name: 'web\u0007' },
    { directory: '/srv/a\nb' },
    { disks: [{ diskId: 7, source: { ...file, path: '/srv/\u0085' } }] },
    { nics: [{ attach, mac: '02:00:0a:3c:00:05\n' }] },
  ];
  for (const change of odd) {
    const write = () => domainXml({ ...plan, ...change }, { namePrefix: 'sk', accelerator: 'tcg', qemu });
    expect(write, JSON.stringify(change)).toThrow(/control character/);
  }
});

test('whatever words a plan has, the definition holds them as values and nothing besides, or is not written', () => {
  const options = { namePrefix: 'sk', accelerator: 'tcg', qemu } as const;
  const read = (text: string) => {
    const names: string[] = [];
    const values: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) => {
      names.push(name);
      values.push(...Object.values(attributes));
    });
    parser.on('text', (value) => values.push(value));
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(text).close();
    return { names, values };
  };
  const usual = read(domainXml(plan, options)).names;
  // Two characters that XML cannot carry at all become blanks; all others are refused or kept.
  const word = fc
    .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"/><x y="', "']]>", '&amp;', '<!--', '\n'))
    .filter((text) => !/[\uFFFE\uFFFF]/.test(text) && text !== '');
  fc.assert(
    fc.property(word, word, word, word, word, (name, path, bridge, hostInterface, mac) => {
      const odd = {
        name,
        disks: [{ diskId: 7, source: { ...file, path } }, plan.disks[1]!],
        nics: [{ attach: { ...attach, bridge, hostInterface }, mac }],
      };
      let text: string;
      try {
        text = domainXml({ ...plan, ...odd }, options);
      } catch (error) {
        expect(error).toMatchObject({ failure: { code: 'control-character' } });
        return;
      }
      const { names, values } = read(text);
      expect(names).toEqual(usual);
      expect(values).toEqual(expect.arrayContaining([name, path, bridge, hostInterface, mac]));
    }),
    { numRuns: 300 },
  );
});
