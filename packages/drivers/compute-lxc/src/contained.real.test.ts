import { identityOfSlot } from '@skerry/driver-contract';
import { until } from '@skerry/driver-contract/conformance/until';
import { run } from '@skerry/host-os';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guestFiles, planFiles } from './guest-files.ts';
import { type LxcHarness, makeLxcHarness } from './testing/lxc-harness.ts';

/** Root of the guest is the attacker here; he has every tool that busybox has. */
describe('root of a container', () => {
  const seed = '/var/lib/cloud/seed/nocloud';
  let harness: LxcHarness;
  beforeAll(async () => {
    harness = await makeLxcHarness('la', 73);
    await harness.driver.start(await harness.plan(1));
    await until('guest 1 answers', 15_000, () => harness.answers(1));
  });
  afterAll(async () => {
    await harness?.dispose();
  });
  const inside = (command: string) => harness.inside(1, `(${command}) 2>&1`);

  it('reads its context, as its own and as nobody else', async () => {
    expect(await inside(`stat -c '%u:%g %a' ${seed} ${seed}/context.sh`)).toBe('0:0 500\n0:0 400\n');
    expect(await inside(`cat ${seed}/context.sh`)).toContain('ADDRESS=');
  });

  it('cannot write to its context, nor take the flags off that forbid it', async () => {
    const attempts = [
      `mount -o remount,rw ${seed}`,
      `mount -o remount,rw,bind ${seed}`,
      `mount -o remount,suid,dev,exec,bind,ro ${seed}`,
      `mkdir -p /tmp/copy && mount -o bind ${seed} /tmp/copy && mount -o remount,rw,bind /tmp/copy`,
      `echo planted > ${seed}/context.sh`,
      `echo planted > ${seed}/planted`,
      `chmod 777 ${seed}`,
      `ln -s /etc/passwd ${seed}/.context.sh.part`,
    ];
    for (const attempt of attempts)
      expect(await inside(`${attempt} && echo SUCCEEDED; true`), attempt).not.toContain('SUCCEEDED');
    const { contextDirectory } = await harness.plan(1);
    expect(await readdir(contextDirectory)).toEqual(['context.sh']);
    expect(await readFile(join(contextDirectory, 'context.sh'), 'utf8')).not.toContain('planted');
  });

  it('finds nothing of the host under its context', async () => {
    await inside(`umount ${seed}; umount ${seed}; true`);
    expect(await inside(`ls -A ${seed}`)).toBe('');
    expect(await inside(`echo own > ${seed}/own; cat ${seed}/own`)).toBe('own\n');
    const { contextDirectory, directory } = await harness.plan(1);
    expect(await readdir(contextDirectory)).toEqual(['context.sh']);
    const found = await run('find', [dirname(directory), '-xdev', '-name', 'own']);
    expect(found.stdout).toBe('');
  });

  it('finds its context again after a reboot from inside, as read-only as before', async () => {
    const before = (await harness.driver.inspect(1))?.pid;
    await harness.inside(1, 'reboot');
    await until('another init runs', 15_000, async () => {
      const report = await harness.driver.inspect(1);
      return report?.pid !== undefined && report.pid !== before && harness.answers(1);
    });
    expect(await inside(`stat -c '%u:%g %a' ${seed}/context.sh`)).toBe('0:0 400\n');
    expect(await inside(`mount -o remount,rw,bind ${seed} && echo SUCCEEDED; true`)).not.toContain('SUCCEEDED');
  });

  it('has no mount through which it reaches a file system of the host that can be written', async () => {
    const own = identityOfSlot(1).idRange;
    const report = await harness.driver.inspect(1);
    const table = await readFile(`/proc/${report?.pid}/mountinfo`, 'utf8');
    const hosts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' ')[2]);
    for (const line of table.trim().split('\n')) {
      const [, , device, , point = '', options = ''] = line.split(' ');
      if (point === '/' || !hosts.includes(device) || options.split(',').includes('ro')) continue;
      // Of the kernel's own file systems the permissions decide; what is left must be the guest's.
      if (/ - (proc|sysfs|cgroup2?|mqueue|devtmpfs|devpts) /.test(line)) continue;
      const owner = await lstat(join(`/proc/${report?.pid}/root`, point));
      expect(owner.uid >= own.first && owner.uid < own.first + own.count, line).toBe(true);
    }
  });

  it('is on the same host as other users, who reach nothing of its files, its context or its logs', async () => {
    const plan = await harness.plan(1);
    const { folder } = guestFiles(harness.settings, 1);
    const kept = planFiles(plan);
    const others = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--no-new-privs'];
    const entered = [...Object.values(kept), plan.contextDirectory, join(plan.contextDirectory, 'context.sh'), folder];
    for (const path of entered) {
      const { stdout } = await run('setpriv', [...others, 'sh', '-c', 'ls -A "$1"; cat "$1" 2>&1; true', 'sh', path]);
      expect(stdout.replaceAll(/^cat: .*(denied|No such file).*$/gm, '').trim(), path).toBe('');
    }
    expect((await run('setpriv', [...others, 'id', '-u'])).stdout).toBe('65534\n');
  });

  it('changes nothing of the kernel that is not its own', async () => {
    // Harmless values: each is written back as it was read.
    const tunable = await inside(
      'for f in $(find /proc/sys /sys -type f -perm -200 2>/dev/null); do v=$(cat $f 2>/dev/null) && echo "$v" > $f && echo "WROTE $f"; done 2>/dev/null; true',
    );
    const written = [...tunable.matchAll(/^WROTE (.*)$/gm)].map(([, path]) => path ?? '');
    const own = [
      /^\/proc\/sys\/net\//,
      /^\/proc\/sys\/kernel\/(domainname|hostname|shm|sem|msg|auto_msgmni|ns_last_pid|pid_max)/,
      /^\/proc\/sys\/(fs\/mqueue|user)\//,
      /^\/sys\/(class|devices\/virtual)\/net\//,
    ];
    expect(written.filter((path) => !own.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  it('triggers nothing of the host through the kernel', async () => {
    const attempts = [
      'echo h > /proc/sysrq-trigger',
      'echo 1 > /proc/sys/vm/drop_caches',
      'echo "|/bin/sh" > /proc/sys/kernel/core_pattern',
      'echo /bin/sh > /sys/kernel/uevent_helper',
      'head -c 1 /proc/kcore',
      'head -c 1 /dev/mem',
      'mount -t debugfs none /tmp',
      'mount -t ext4 /root/host-disk /tmp',
    ];
    for (const attempt of attempts)
      expect(await inside(`${attempt} && echo SUCCEEDED; true`), attempt).not.toContain('SUCCEEDED');
  });

  it('has limits of its own', async () => {
    const ours = /^Max open files +\S+ +(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1];
    const limits = await inside('cat /proc/self/limits /proc/1/limits');
    for (const [name, soft, hard] of [
      ['Max core file size', '0', '0'],
      ['Max locked memory', '8388608', '8388608'],
      ['Max open files', '1024', String(Math.min(Number(ours), 1_048_576))],
      ['Max msgqueue size', '819200', '819200'],
      ['Max realtime priority', '0', '0'],
      ['Max nice priority', '0', '0'],
      ['Max pending signals', '8192', '8192'],
    ] as const) {
      expect(limits.match(new RegExp(`^${name} +${soft} +${hard} `, 'gm')), name).toHaveLength(2);
    }
  });
});
