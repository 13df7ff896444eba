import { expect, it } from 'vitest';
import { payloadFoldersFrom } from './cgroups.ts';

it('finds the cgroup of a container in every hierarchy, also when its init moved further down', () => {
  const cgroups = {
    version: 'v1',
    mounts: { memory: '/cg/memory', cpu: '/cg/cpu,cpuacct', cpuacct: '/cg/cpu,cpuacct', unified: '/cg/unified' },
  } as const;
  const text = `4:memory:/lxc.payload.sk-1/init.scope\n1:cpu,cpuacct:/lxc.payload.sk-1\n3:pids:/lxc.payload.sk-1\n0::/machine/lxc.payload.sk-1-1/a/b\n`;
  expect(payloadFoldersFrom(text, cgroups)).toEqual({
    memory: '/cg/memory/lxc.payload.sk-1',
    cpu: '/cg/cpu,cpuacct/lxc.payload.sk-1',
    cpuacct: '/cg/cpu,cpuacct/lxc.payload.sk-1',
    unified: '/cg/unified/machine/lxc.payload.sk-1-1',
  });
});

it('finds nothing for a process that is in no container', () => {
  expect(payloadFoldersFrom('0::/user.slice\n', { version: 'v2', mounts: { unified: '/cg' } })).toEqual({});
});
