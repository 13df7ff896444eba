import { identityOfSlot } from '@skerry/driver-contract';
import { until } from '@skerry/driver-contract/conformance/until';
import { run } from '@skerry/host-os';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planFiles } from './guest-files.ts';
import { type LxcHarness, makeLxcHarness } from './testing/lxc-harness.ts';

/** Whoever takes over the daemon of one guest is the attacker here. */
describe('the daemon that serves the disk of a container', () => {
  const own = identityOfSlot(1);
  let harness: LxcHarness;
  let pid: number;
  beforeAll(async () => {
    harness = await makeLxcHarness('ld', 74);
    for (const id of [1, 2]) {
      await harness.driver.start(await harness.plan(id));
      await until(`guest ${id} answers`, 15_000, () => harness.answers(id));
    }
    pid = Number(await readFile(planFiles(await harness.plan(1)).exportPid, 'utf8'));
  });
  afterAll(async () => {
    await harness?.dispose();
  });
  const world = () => ['--target', String(pid), '--mount', '--net', '--ipc', '--uts', '--root', '--wd'];
  /** As the daemon, in its world. */
  const there = async (command: string) => {
    const as = ['--reuid', String(own.uid), '--regid', String(own.gid), '--clear-groups', '--no-new-privs'];
    const args = [...world(), 'setpriv', ...as, '--bounding-set=-all', 'sh', '-c', `(${command}) 2>&1; true`];
    return (await run('nsenter', args)).stdout;
  };

  it('is a user of its own, with no capabilities, no way to get any, and a filter of system calls', async () => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\t(.*)$`, 'm').exec(status)?.[1]?.trim();
    expect(field('Uid')).toBe(Array(4).fill(own.uid).join('\t'));
    expect(field('Gid')).toBe(Array(4).fill(own.gid).join('\t'));
    expect(field('Groups')).toBe('');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(field(set), set).toMatch(/^0+$/);
    expect(field('NoNewPrivs')).toBe('1');
    expect(field('Seccomp')).toBe('2');
  });

  it('finds its disk, the image under it, and programs; nothing else of the host', async () => {
    const plan = await harness.plan(1);
    const disk = plan.disks[0]?.source.path ?? '';
    // As root, who may list what the daemon may only open.
    const found = (
      await run('nsenter', [...world(), 'find', '/', '-path', '/usr/*', '-prune', '-o', '-type', 'f', '-print'])
    ).stdout;
    const image = `${harness.settings.dataDirectory}/image/image.qcow2`;
    const { exportPid } = planFiles(plan);
    expect(found.trim().split('\n').sort()).toEqual(
      [
        disk,
        image,
        exportPid,
        '/dev/null',
        '/etc/ld.so.cache',
        /\/dev\/fd\/\d+/.exec(found)?.[0] ?? 'a mount point',
      ].sort(),
    );
    const other = (await harness.plan(2)).disks[0]?.source.path ?? '';
    expect(await there(`cat ${other}; cat /etc/passwd; ls /proc; ls ${plan.contextDirectory}`)).not.toMatch(
      /root:|context\.sh/,
    );
    for (const kind of ['net', 'mnt', 'ipc', 'uts']) {
      expect(await readlink(`/proc/${pid}/ns/${kind}`), kind).not.toBe(await readlink(`/proc/self/ns/${kind}`));
    }
  });

  it('writes to its disk alone', async () => {
    const attempts = [
      'touch /usr/x',
      'touch /x',
      'touch /run/x',
      `touch ${harness.settings.dataDirectory}/image/image.qcow2`,
    ];
    for (const attempt of attempts)
      expect(await there(`${attempt} && echo SUCCEEDED`), attempt).not.toContain('SUCCEEDED');
    expect(await there(`test -w ${(await harness.plan(1)).disks[0]?.source.path} && echo writable`)).toBe('writable\n');
  });

  it('has a disk that no other user of the host reads, also where another guest is served', async () => {
    const disk = (await harness.plan(1)).disks[0]?.source.path ?? '';
    const found = await lstat(disk);
    expect([found.uid, found.gid, found.mode & 0o777]).toEqual([own.uid, own.gid, 0o600]);
    for (const uid of [65534, identityOfSlot(2).uid, own.idRange.first]) {
      const as = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
      const { stdout } = await run('setpriv', [...as, 'sh', '-c', 'head -c 4 "$1" 2>/dev/null; true', 'sh', disk]);
      expect(stdout, `user ${uid}`).toBe('');
    }
  });
});
