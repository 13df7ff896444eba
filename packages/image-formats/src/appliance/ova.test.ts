import { SkerryError } from '@skerry/kit';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectPath, testDirectory, tool } from '../testing/made-by-tools.ts';

const directory = testDirectory();
const at = (name: string) => join(directory, name);
const made = (command: string, ...args: readonly string[]) => tool(directory, command, ...args);
const code = (thrown: unknown) => (thrown instanceof SkerryError ? thrown.failure.code : String(thrown));
const MiB = 1024 * 1024;

interface Parts {
  readonly files?: string;
  readonly disks?: string;
  readonly more?: string;
  readonly systems?: number;
}

/** As VMware and VirtualBox write it, with what both add. */
const descriptor = ({ files = file(), disks = disk(), more = '', systems = 1 }: Parts = {}) => `<?xml version="1.0"?>
<!-- exported -->
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
  xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
  <References>${files}</References>
  <DiskSection><Info>Disks</Info>${disks}</DiskSection>
  ${`<VirtualSystem ovf:id="web"><Name>Web &amp; mail</Name>
    <VirtualHardwareSection>
      ${item(3, '<rasd:VirtualQuantity>2</rasd:VirtualQuantity>')}
      ${item(4, '<rasd:AllocationUnits>byte * 2^30</rasd:AllocationUnits><rasd:VirtualQuantity>3</rasd:VirtualQuantity>')}
      ${item(10, '<rasd:Connection>VM Network</rasd:Connection><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType>')}
      ${item(17, '<rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource>')}
      ${more}
    </VirtualHardwareSection></VirtualSystem>`.repeat(systems)}
</Envelope>`;
const item = (type: number, rest: string) => `<Item><rasd:ResourceType>${type}</rasd:ResourceType>${rest}</Item>`;
const file = (attributes = 'ovf:href="disk1.vmdk"') => `<File ovf:id="file1" ${attributes}/>`;
const disk = (attributes = 'ovf:capacity="8" ovf:capacityAllocationUnits="byte * 2^20" ovf:fileRef="file1"') =>
  `<Disk ovf:diskId="vmdisk1" ${attributes}/>`;

const hashLine = (name: string, algorithm = 'SHA256') =>
  `${algorithm}(${name})= ${createHash(algorithm.toLowerCase())
    .update(readFileSync(at(name)))
    .digest('hex')}\n`;

/** The files in the order in which they lie. */
function ova(text: string, manifest: (() => string) | undefined, others: readonly string[] = ['disk1.vmdk']): string {
  writeFileSync(at('web.ovf'), text);
  const names = ['web.ovf', ...others];
  if (manifest) {
    writeFileSync(at('web.mf'), manifest());
    names.splice(1, 0, 'web.mf');
  }
  made('tar', '--format=ustar', '--hard-dereference', '--create', '--file', 'web.ova', ...names);
  return at('web.ova');
}

const whole = () => hashLine('web.ovf') + hashLine('disk1.vmdk');

beforeAll(() => {
  made('truncate', '-s', '8M', 'disk.raw');
  made('qemu-img', 'convert', '-O', 'vmdk', '-o', 'subformat=streamOptimized', 'disk.raw', 'disk1.vmdk');
});

describe('an OVA', () => {
  it('is a value for a template, with the places of its disks', async () => {
    const efi = '<vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>';
    const found = await inspectPath(ova(descriptor({ more: efi }), whole));
    expect(found).toMatchObject({
      kind: 'appliance',
      appliance: {
        name: 'Web & mail',
        processors: 2,
        memoryMiB: 3072,
        firmware: 'efi',
        secureBoot: false,
        disks: [{ id: 'vmdisk1', file: 'disk1.vmdk', virtualBytes: 8 * MiB }],
        nics: [{ network: 'VM Network', model: 'VmxNet3' }],
      },
      disks: [{ file: 'disk1.vmdk', disk: { format: 'vmdk', virtualBytes: 8 * MiB } }],
      warnings: [{ code: 'compressed' }],
    });
    if (found.kind !== 'appliance') throw new Error('no appliance');
    const [place] = found.disks;
    expect(readFileSync(at('web.ova')).subarray(place?.at, (place?.at ?? 0) + (place?.bytes ?? 0))).toEqual(
      readFileSync(at('disk1.vmdk')),
    );
  });

  it('without a manifest is taken, with a word; one of SHA-1 or SHA-512 is checked as well', async () => {
    const found = await inspectPath(ova(descriptor(), undefined));
    expect(found.warnings.map(({ code: word }) => word)).toEqual(['no-manifest', 'compressed']);
    for (const algorithm of ['SHA1', 'SHA512']) {
      const manifest = () => hashLine('web.ovf', algorithm) + hashLine('disk1.vmdk', algorithm);
      expect((await inspectPath(ova(descriptor(), manifest))).warnings).toHaveLength(1);
    }
  });

  it('whose disk is not as large as it says is taken, with a word', async () => {
    const other = disk('ovf:capacity="9" ovf:capacityAllocationUnits="MegaBytes" ovf:fileRef="file1"');
    const found = await inspectPath(ova(descriptor({ disks: other }), undefined));
    expect(found.warnings.map(({ code: word }) => word)).toContain('not-taken-over');
  });

  it('is refused when its manifest does not match, or leaves a disk out', async () => {
    const changed = () => whole().replace(/.$/m, (digit) => (digit === '0' ? '1' : '0'));
    expect(await inspectPath(ova(descriptor(), changed)).catch(code)).toBe('image-hash-differs');
    expect(await inspectPath(ova(descriptor(), () => hashLine('web.ovf'))).catch(code)).toBe('image-hash-differs');
    const more = () => `${whole()}SHA256(other)= ${'0'.repeat(64)}\n`;
    expect(await inspectPath(ova(descriptor(), more)).catch(code)).toBe('image-damaged');
    expect(await inspectPath(ova(descriptor(), () => 'hashes')).catch(code)).toBe('image-damaged');
  });

  it.each([
    ['a disk at a URL', { files: file('ovf:href="http://169.254.169.254/disk"') }, 'image-not-whole'],
    ['a disk elsewhere on the machine', { files: file('ovf:href="../../etc/passwd"') }, 'image-not-whole'],
    ['a disk that is not there', { files: file('ovf:href="disk2.vmdk"') }, 'image-not-whole'],
    ['a disk in pieces', { files: file('ovf:href="disk1.vmdk" ovf:chunkSize="1000"') }, 'image-not-whole'],
    ['a packed disk', { files: file('ovf:href="disk1.vmdk" ovf:compression="gzip"') }, 'image-unknown'],
    ['a disk that stands on another', { disks: disk('ovf:capacity="8" ovf:parentRef="other"') }, 'image-not-whole'],
    ['a disk of no size', { disks: disk('ovf:fileRef="file1"') }, 'image-damaged'],
    ['a reference to nothing', { disks: disk('ovf:capacity="8" ovf:fileRef="file2"') }, 'image-damaged'],
    ['several machines', { systems: 2 }, 'image-unknown'],
  ] satisfies (readonly [string, Parts, string])[])('is refused with %s', async (_, parts, expected) => {
    expect(await inspectPath(ova(descriptor(parts), undefined)).catch(code)).toBe(expected);
  });

  it.each([
    ['entities', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Envelope>&x;</Envelope>'],
    ['an open element', '<Envelope><References></Envelope>'],
    ['another root', '<Other/>'],
    ['depth without end', '<a>'.repeat(100_000)],
    ['no XML', 'disks: none'],
  ])('is refused with a descriptor of %s', async (_, text) => {
    expect(await inspectPath(ova(text, undefined)).catch(code)).toBe('image-damaged');
  });

  it('is refused with two files of one name, a disk that is none, or a disk that stands on a file', async () => {
    expect(await inspectPath(ova(descriptor(), undefined, ['disk1.vmdk', 'disk1.vmdk'])).catch(code)).toBe(
      'image-damaged',
    );
    made('sh', '-c', 'cp disk1.vmdk kept; genisoimage -quiet -o disk1.vmdk web.ovf');
    expect(await inspectPath(ova(descriptor(), whole)).catch(code)).toBe('image-damaged');
    made('qemu-img', 'create', '-q', '-u', '-f', 'qcow2', '-F', 'raw', '-b', '/etc/passwd', 'disk1.vmdk', '8M');
    expect(await inspectPath(ova(descriptor(), whole)).catch(code)).toBe('image-not-whole');
    made('mv', 'kept', 'disk1.vmdk');
  });
});
