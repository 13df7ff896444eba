import { run } from '@skerry/host-os';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOverlay } from './qcow2-overlay.ts';

const MiB = 1024 * 1024;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skerry-overlay-'));
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', join(directory, 'base.qcow2'), '64M']);
  await run('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 1M 1M', join(directory, 'base.qcow2')]);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Sizes on both sides of one entry, of one cluster of entries, and odd ones. */
test.each([64, 512, 513, 10_000, 4 * MiB, 4 * MiB + 1])(
  'QEMU takes an overlay of %d MiB for its own',
  async (sizeMiB) => {
    const path = join(directory, `${sizeMiB}.qcow2`);
    await createOverlay(path, 'base.qcow2', sizeMiB * MiB);
    // Fails for any leak or error.
    await run('qemu-img', ['check', '-q', '-f', 'qcow2', path]);
    const info = JSON.parse((await run('qemu-img', ['info', '--output=json', path])).stdout) as Record<string, unknown>;
    expect(info).toMatchObject({
      'virtual-size': sizeMiB * MiB,
      'cluster-size': 65_536,
      'backing-filename': 'base.qcow2',
      'backing-filename-format': 'qcow2',
      'full-backing-filename': join(directory, 'base.qcow2'),
    });
    await run('qemu-io', [
      '-f',
      'qcow2',
      '-c',
      'read -P 7 1M 1M',
      '-c',
      'write -P 9 1M 64k',
      '-c',
      'read -P 9 1M 64k',
      path,
    ]);
    await run('qemu-img', ['check', '-q', '-f', 'qcow2', path]);
  },
);
