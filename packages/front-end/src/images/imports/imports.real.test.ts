/** Imports whose content is made by tools: conversions, archives and layers. */
import { kindsThatBoot } from '@skerry/domain';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ImportingCloud, startImportingCloud } from '../../testing/importing-cloud.ts';

async function scratch() {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-imports-real-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const at = (name: string) => join(directory, name);
  const sh = (command: string) => execFileSync('sh', ['-ec', command], { cwd: directory, encoding: 'utf8' });
  return { at, sh };
}

async function imported(cloud: ImportingCloud, name: string, content: Buffer, more: object = {}) {
  cloud.files.set(`/${name}`, content);
  const reply = await cloud.admin.call<{ id: number }>('POST', '/v1/images', {
    name: name.replaceAll(/[^a-z0-9]/g, '-'),
    url: `${cloud.web.url}/${name}`,
    ...more,
  });
  expect(reply.status, reply.text).toBe(201);
  return cloud.ended(reply.body.id);
}

const fileOf = (cloud: ImportingCloud, { digest = '' }: { digest?: string }) =>
  join(cloud.directory, 'images', `${digest.slice(7)}.qcow2`);

const disks: [format: string, options: string][] = [
  ['raw', ''],
  ['vmdk', '-o subformat=streamOptimized'],
  ['vdi', ''],
  ['vpc', ''],
  ['vhdx', ''],
  ['qcow2', '-c'],
];
test.each(disks)('a disk as %s becomes the same disk', async (format, options) => {
  const cloud = await startImportingCloud();
  const { at, sh } = await scratch();
  sh(`truncate -s 24M plain.raw; printf hello | dd of=plain.raw bs=1 seek=9000000 conv=notrunc status=none`);
  sh(`qemu-img convert -f raw -O ${format} ${options} plain.raw disk`);
  const image = await imported(cloud, 'disk', await readFile(at('disk')));
  expect(image, JSON.stringify(image)).toMatchObject({ state: 'ready', origin: { format } });
  expect(sh(`qemu-img compare -f raw -F qcow2 plain.raw ${fileOf(cloud, image)} || true`)).toContain('identical');
});

test('snapshots are dropped, and the image says so; a CD image is one', async () => {
  const cloud = await startImportingCloud();
  const { at, sh } = await scratch();
  sh('qemu-img create -q -f qcow2 a.qcow2 16M && qemu-img snapshot -c before a.qcow2');
  const disk = await imported(cloud, 'snapshots', await readFile(at('a.qcow2')));
  expect(disk).toMatchObject({ state: 'ready', type: 'disk' });
  expect(String(disk.origin?.['warnings'])).toMatch(/snapshot/);
  sh('mkdir files && echo hello > files/hello && genisoimage -quiet -V LABEL -o a.iso files');
  const iso = await imported(cloud, 'iso', await readFile(at('a.iso')));
  expect(iso).toMatchObject({ state: 'ready', type: 'cdrom', origin: { format: 'iso' } });
});

test('a root tarball becomes a root file system for containers; what it says is refused leaves nothing', async () => {
  const cloud = await startImportingCloud();
  const { at, sh } = await scratch();
  sh('mkdir -p root/etc root/sbin && echo here > root/etc/hostname && tar -C root -cJf root.tar.xz .');
  const image = await imported(cloud, 'root', await readFile(at('root.tar.xz')));
  expect(image, JSON.stringify(image)).toMatchObject({
    state: 'ready',
    kinds: kindsThatBoot(['root-partition']),
    origin: { format: 'tar' },
  });
  sh(
    `qemu-img convert -f qcow2 -O raw ${fileOf(cloud, image)} made.raw && dd if=made.raw of=part bs=1M skip=1 status=none`,
  );
  expect(sh('debugfs -R "cat /etc/hostname" part 2>/dev/null')).toBe('here\n');
  sh(
    'mkdir up && cd up && touch ../../evil 2>/dev/null || true; tar -cPf ../up.tar --transform "s,^,../../," ../root/etc/hostname',
  );
  const refused = await imported(cloud, 'up', await readFile(at('up.tar')));
  expect(refused).toMatchObject({ state: 'failed' });
});

test('the same content is made once: the second image has the file of the first', async () => {
  const cloud = await startImportingCloud();
  const { at, sh } = await scratch();
  sh('truncate -s 24M plain.raw && qemu-img convert -f raw -O vmdk plain.raw disk.vmdk');
  const content = await readFile(at('disk.vmdk'));
  const one = await imported(cloud, 'one', content);
  const two = await imported(cloud, 'two', content);
  expect(two.digest).toBe(one.digest);
});

test('a front-end that answers is not held up by what is made', async () => {
  const cloud = await startImportingCloud();
  const { at, sh } = await scratch();
  sh(
    'mkdir -p root/data && for i in $(seq 2000); do echo $i > root/data/$i; done && head -c 60M /dev/urandom > root/data/much',
  );
  sh('tar -C root -czf root.tar.gz .');
  let slowest = 0;
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const began = performance.now();
      await cloud.admin.call('GET', '/v1/status');
      slowest = Math.max(slowest, performance.now() - began);
    }
  })();
  const image = await imported(cloud, 'much', await readFile(at('root.tar.gz')));
  over.abort();
  await asking;
  expect(image.state).toBe('ready');
  expect(slowest).toBeLessThan(2_000);
});
