import { describe, expect, it } from 'vitest';
import { layoutOf } from './cgroup-layout.ts';
import { parseLosetup } from './loop-devices.ts';
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

describe('parseLosetup', () => {
  it('takes silence for an empty list', () => {
    expect(parseLosetup('')).toEqual([]);
  });

  it('reads the file behind a device', () => {
    const row = { name: '/dev/loop3', sizelimit: 0, offset: 1048576, autoclear: true, ro: false, 'back-file': '/x/y' };
    expect(parseLosetup(JSON.stringify({ loopdevices: [row] }))).toEqual([
      {
        path: '/dev/loop3',
        backingFile: '/x/y',
        offsetBytes: 1048576,
        sizeLimitBytes: 0,
        autoclear: true,
        readOnly: false,
      },
    ]);
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
