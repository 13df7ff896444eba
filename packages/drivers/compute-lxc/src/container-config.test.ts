import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import { SkerryError } from '@skerry/kit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containerConfig, hostName, type HostFeatures } from './container-config.ts';
import { guestFiles, planFiles } from './guest-files.ts';

const plan: GuestPlan = {
  instanceId: 42,
  identity: identityOfSlot(5),
  name: 'Web front_1',
  cpus: 2,
  memoryMiB: 512,
  disks: [{ diskId: 7, source: { type: 'file', format: 'qcow2', path: '/data/disks/7.qcow2' } }],
  nics: [{ attach: { type: 'bridge', bridge: 'sk-n3', hostInterface: 'sk-42-0' }, mac: '02:00:00:00:00:2a' }],
  contextDirectory: '/data/guests/42/context',
  directory: '/data/guests/42',
  haltSignal: 'SIGRTMIN+3',
  rebootSignal: 'SIGINT',
};
const files = guestFiles({ dataDirectory: '/data', namePrefix: 'sk' }, 42);
const text = (host: HostFeatures, changes: Partial<GuestPlan> = {}) =>
  containerConfig({ ...plan, ...changes }, files, planFiles(plan), host);

describe('configuration of a container', () => {
  it('is this on a host with cgroup version 2, seccomp and AppArmor', () => {
    const host: HostFeatures = {
      cgroups: 'v2',
      swapLimit: true,
      seccompProfile: '/p/common.seccomp',
      appArmor: true,
      openFiles: Number.POSITIVE_INFINITY,
    };
    expect(text(host)).toMatchInlineSnapshot(`
      "# sk-42: written anew at every start; changes are lost.
      lxc.uts.name = web-front-1
      lxc.rootfs.path = dir:/data/guests/42/rootfs
      lxc.init.cmd = /sbin/init
      lxc.idmap = u 0 1879375872 65536
      lxc.idmap = g 0 1879375872 65536
      lxc.signal.halt = SIGRTMIN+3
      lxc.signal.reboot = SIGINT
      lxc.autodev = 1
      lxc.tty.max = 0
      lxc.pty.max = 1024
      lxc.mount.auto = proc:mixed sys:mixed cgroup:mixed
      lxc.mount.entry = /data/guests/42/seed var/lib/cloud/seed/nocloud none bind,ro,nosuid,nodev,noexec,create=dir 0 0
      lxc.cap.drop = mac_admin mac_override sys_module sys_rawio sys_time
      lxc.console.logfile = /data/guests/42/console.log
      lxc.console.size = 1048576
      lxc.console.rotate = 1
      lxc.log.file = /data/guests/42/lxc.log
      lxc.log.level = INFO
      lxc.seccomp.profile = /p/common.seccomp
      lxc.apparmor.profile = generated
      lxc.apparmor.allow_nesting = 1
      lxc.cgroup2.memory.max = 536870912
      lxc.cgroup2.memory.swap.max = 0
      lxc.cgroup2.cpu.max = 200000 100000
      lxc.cgroup2.pids.max = 8192
      lxc.prlimit.core = 0
      lxc.prlimit.nofile = 1024:1048576
      lxc.prlimit.memlock = 8388608
      lxc.prlimit.msgqueue = 819200
      lxc.prlimit.sigpending = 8192
      lxc.prlimit.rtprio = 0
      lxc.prlimit.nice = 0
      lxc.net.0.type = veth
      lxc.net.0.link = sk-n3
      lxc.net.0.veth.pair = sk-42-0
      lxc.net.0.name = eth0
      lxc.net.0.hwaddr = 02:00:00:00:00:2a
      lxc.net.0.flags = up
      "
    `);
  });

  it('is this where the controllers are on version 1, and there is nothing else', () => {
    const host: HostFeatures = { cgroups: 'v1', swapLimit: true, appArmor: false, openFiles: 20_000 };
    const limits = text(host)
      .split('\n')
      .filter((line) => /cgroup\.|seccomp|apparmor/.test(line));
    expect(limits).toMatchInlineSnapshot(`
      [
        "lxc.cgroup.memory.limit_in_bytes = 536870912",
        "lxc.cgroup.memory.memsw.limit_in_bytes = 536870912",
        "lxc.cgroup.cpu.cfs_period_us = 100000",
        "lxc.cgroup.cpu.cfs_quota_us = 200000",
        "lxc.cgroup.pids.max = 8192",
      ]
    `);
  });

  it('gives a guest without networks a network namespace of its own all the same', () => {
    const host: HostFeatures = { cgroups: 'v2', swapLimit: false, appArmor: false, openFiles: 20_000 };
    expect(text(host, { nics: [] })).toContain('lxc.net.0.type = empty\n');
  });

  it('of an application is otherwise in this', () => {
    const host: HostFeatures = { cgroups: 'v2', swapLimit: false, appArmor: false, openFiles: 20_000 };
    const [nic] = plan.nics as [GuestPlan['nics'][number]];
    const network = { address: '10.0.0.5', prefixLength: 24, gateway: '10.0.0.1', nameservers: [] };
    const application: NonNullable<GuestPlan['application']> = {
      entrypoint: ['/serve'],
      command: ['a b'],
      environment: ['A=1'],
      workingDirectory: '/',
      restart: 'always',
    };
    const usual = new Set(text(host).split('\n'));
    const otherwise = text(host, { application, nics: [{ ...nic, network }] }).split('\n');
    expect(otherwise.filter((line) => !usual.has(line)).join('\n')).toMatchInlineSnapshot(`
      "lxc.init.cmd = /dev/.skerry/init /dev/.skerry/start
      lxc.signal.halt = SIGPWR
      lxc.mount.entry = /data/guests/42/seed dev/.skerry none bind,ro,nosuid,nodev,create=dir 0 0
      lxc.mount.entry = tmpfs dev/shm tmpfs nosuid,nodev,noexec,create=dir,mode=1777,size=256m 0 0
      lxc.mount.entry = mqueue dev/mqueue mqueue nosuid,nodev,noexec,create=dir,optional 0 0
      lxc.log.level = DEBUG
      lxc.net.0.ipv4.address = 10.0.0.5/24
      lxc.net.0.ipv4.gateway = 10.0.0.1"
    `);
    const alone = text(host, { application, nics: [] });
    expect(alone).toContain('lxc.net.0.type = empty\nlxc.net.0.flags = up\n');
  });

  it('asks for no more open files than this host lets it give', () => {
    const host: HostFeatures = { cgroups: 'v2', swapLimit: true, appArmor: false, openFiles: 20_000 };
    expect(text(host)).toContain('lxc.prlimit.nofile = 1024:20000\n');
    expect(text({ ...host, openFiles: 512 })).toContain('lxc.prlimit.nofile = 512:512\n');
  });

  it('makes a host name of any name', () => {
    expect(hostName(plan)).toBe('web-front-1');
    expect(hostName({ name: '-ä-', instanceId: 9 })).toBe('instance-9');
    expect(hostName({ name: `${'a'.repeat(62)}--b`, instanceId: 9 })).toBe('a'.repeat(62));
  });

  it('holds the values of a plan as values and no setting besides, whatever words they are, or is not written', () => {
    const host: HostFeatures = { cgroups: 'v2', swapLimit: false, appArmor: false, openFiles: 20_000 };
    // As LXC reads it: a line each, the key before the first "=", the value without blanks around it.
    const settings = (written: string) =>
      written
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split('=')[0]?.trim());
    const usual = settings(text(host));
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\nlxc.cap.keep = sys_admin', '\r', '#', '='));
    fc.assert(
      fc.property(any, any, any, any, any, (name, bridge, hostInterface, mac, signal) => {
        const odd: Partial<GuestPlan> = {
          name,
          nics: [{ attach: { type: 'bridge', bridge, hostInterface }, mac }],
          haltSignal: signal as GuestPlan['haltSignal'],
        };
        let written: string;
        try {
          written = text(host, odd);
        } catch (error) {
          if (error instanceof SkerryError && error.failure.code === 'control-character') return;
          throw error;
        }
        expect(settings(written)).toEqual(usual);
        expect(written).toContain(`lxc.net.0.link = ${bridge}\n`);
        expect(written).toContain(`lxc.signal.halt = ${signal}\n`);
      }),
      { numRuns: 300 },
    );
  });
});
