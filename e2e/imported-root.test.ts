/** What an import made of a tarball is a guest: its file system is mounted, grown and written by kernels that did not make it. */
import { writeRoot } from '@skerry/image-import';
import { run } from '@skerry/host-os';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBusyboxImage } from '../packages/drivers/compute-lxc/src/testing/busybox-image.ts';
import { type LxcHarness, makeLxcHarness } from '../packages/drivers/compute-lxc/src/testing/lxc-harness.ts';

const MiB = 1024 * 1024;
const user = 0x6fff0006;

async function imported(directory: string): Promise<string> {
  await makeBusyboxImage(directory);
  const tar = join(directory, 'root.tar.gz');
  await run('tar', ['--create', '--gzip', '--file', tar, '--directory', join(directory, 'root'), '.']);
  for (const path of [directory, tar]) await chmod(path, 0o755);
  const target = join(directory, 'imported.qcow2');
  const options = { user, digest: 'sha256:1', label: 'root', roomBytes: 8 * MiB, partition: true, whiteouts: false };
  await writeRoot([{ path: tar, format: 'tar', compression: 'gzip' }], target, options);
  await chmod(target, 0o444);
  return target;
}

describe('a container from an imported root', () => {
  let harness: LxcHarness;
  beforeAll(async () => {
    harness = await makeLxcHarness('im', 75, imported);
    await harness.driver.start(await harness.plan(1));
  });
  afterAll(async () => {
    await harness?.dispose();
  });

  it('answers, on a file system that has grown with its disk and takes what it is given', async () => {
    await expect.poll(() => harness.answers(1)).toBe(true);
    const [, kilobytes = ''] = /(\d+) +\d+ +\d+ +\d+% \/$/m.exec(await harness.inside(1, 'df -k /')) ?? [];
    expect(Number(kilobytes)).toBeGreaterThan(100_000);
    await harness.inside(
      1,
      'dd if=/dev/zero of=/root/large bs=1M count=60 2>/dev/null; for i in 1 2 3; do echo $i > /root/$i; done; sync',
    );
    expect(await harness.inside(1, 'ls /root; cat /root/3')).toMatch(/1\n2\n3\nhost-disk\nlarge\n3\n/);
  });

  it('is without an error when it has ended', async () => {
    await harness.driver.forceOff(1);
    const disk = join(harness.settings.dataDirectory, '1.qcow2');
    const raw = join(harness.settings.dataDirectory, '1.raw');
    await run('qemu-img', ['convert', '-O', 'raw', disk, raw], { deadlineMs: 120_000 });
    // What waits in the journal after such an end is replayed, and nothing else is to be done.
    await run('e2fsck', ['-p', `${raw}?offset=${MiB}`], { okCodes: [0, 1] });
    await run('e2fsck', ['-f', '-n', `${raw}?offset=${MiB}`]);
  });
});
