import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layoutOf } from './cgroup-layout.ts';
import { loopDevices } from './loop-devices.ts';
import { mounts, parseMountInfo } from './mounts.ts';

describe('parseMountInfo', () => {
  it('reads optional fields, bind mounts and escaped names', () => {
    const line = '36 35 98:0 /mnt1 /a\\040b rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue';
    expect(parseMountInfo(`${line}\n`)).toEqual([
      {
        id: 36,
        parentId: 35,
        device: '98:0',
        root: '/mnt1',
        mountPoint: '/a b',
        options: ['rw', 'noatime'],
        propagation: ['shared:1', 'master:2'],
        fsType: 'ext3',
        source: '/dev/root',
        superOptions: ['rw', 'errors=continue'],
      },
    ]);
  });

  it('finds the root of this machine', async () => {
    expect((await mounts()).some((mount) => mount.mountPoint === '/')).toBe(true);
  });
});

describe('loopDevices', () => {
  it('reads the devices in use from what the kernel shows, and passes over those that are free', async () => {
    const block = await mkdtemp(join(tmpdir(), 'skerry-block-'));
    try {
      await mkdir(join(block, 'loop3', 'loop'), { recursive: true });
      await mkdir(join(block, 'loop4'));
      await mkdir(join(block, 'vda'));
      const files = { backing_file: '/x/y (deleted)\n', offset: '1048576\n', sizelimit: '0\n', autoclear: '1\n' };
      for (const [name, text] of Object.entries(files)) await writeFile(join(block, 'loop3', 'loop', name), text);
      await writeFile(join(block, 'loop3', 'ro'), '0\n');
      expect(await loopDevices(block)).toEqual([
        {
          path: '/dev/loop3',
          backingFile: '/x/y (deleted)',
          offsetBytes: 1048576,
          sizeLimitBytes: 0,
          autoclear: true,
          readOnly: false,
        },
      ]);
    } finally {
      await rm(block, { recursive: true });
    }
  });

  it('answers on this machine', async () => {
    expect(Array.isArray(await loopDevices())).toBe(true);
  });
});

describe('layoutOf', () => {
  const v1 = '32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct';
  const named = '40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd';
  const v2 = '41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate';
  it('tells the hybrid, the unified and the legacy layout apart', () => {
    expect(layoutOf(parseMountInfo([v1, named, v2].join('\n')))).toEqual({
      kind: 'hybrid',
      unifiedMount: '/sys/fs/cgroup/unified',
      controllers: {
        cpu: '/sys/fs/cgroup/cpu',
        cpuacct: '/sys/fs/cgroup/cpu',
        'name=systemd': '/sys/fs/cgroup/systemd',
      },
    });
    expect(layoutOf(parseMountInfo(v2)).kind).toBe('unified');
    expect(layoutOf(parseMountInfo(v1)).kind).toBe('legacy');
    expect(layoutOf([]).kind).toBe('none');
  });
});
