import { type GuestPlan, identityOfSlot } from '@skerry/driver-contract';
import { until } from '@skerry/driver-contract/conformance/until';
import { run } from '@skerry/host-os';
import { SkerryError } from '@skerry/kit';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planFiles } from './guest-files.ts';
import { type LxcHarness, makeLxcHarness } from './testing/lxc-harness.ts';

describe('LXC driver', () => {
  let harness: LxcHarness;
  beforeAll(async () => {
    harness = await makeLxcHarness('lr', 72);
  });
  afterAll(async () => {
    await harness?.dispose();
  });

  const answers = (id: number) => until(`guest ${id} answers`, 15_000, () => harness.answers(id));
  const becomes = (id: number, state: string) =>
    until(`guest ${id} is ${state}`, 15_000, async () => (await harness.driver.inspect(id))?.state === state);
  async function started(id: number, changes: Partial<GuestPlan> = {}): Promise<GuestPlan> {
    const plan = { ...(await harness.plan(id)), ...changes };
    await harness.driver.start(plan);
    await answers(id);
    return plan;
  }
  async function gone(id: number): Promise<void> {
    await harness.driver.forceOff(id);
    await harness.driver.remove(id);
    expect(await harness.leftovers(id)).toEqual([]);
  }

  it('makes root inside nobody outside, and keeps the files of the guest its own', async () => {
    await started(1);
    expect(await harness.inside(1, 'id -u; stat -c %u:%g /etc/rc; hostname')).toBe('0\n0:0\nguest-1\n');
    const pid = (await harness.driver.inspect(1))?.pid;
    const map = await readFile(`/proc/${pid}/uid_map`, 'utf8');
    expect(map.trim().split(/\s+/).map(Number)).toEqual([0, identityOfSlot(1).idRange.first, 65536]);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(new RegExp(`^Uid:\\t${identityOfSlot(1).idRange.first}\\t`, 'm'));
    await gone(1);
  });

  it('opens no device of the host, neither from the image nor made inside', async () => {
    await started(2);
    const tries = 'dd if=/root/host-disk of=/dev/null bs=512 count=1; mknod /tmp/disk b 7 0; echo $?';
    expect(await harness.inside(2, `(${tries}) 2>&1`)).toMatch(/Permission denied[\s\S]*not permitted[\s\S]*1\n$/);
    await gone(2);
  });

  it('keeps what was written across stop and start, and across reboots from inside', async () => {
    await started(3);
    await harness.inside(3, 'echo first > /www/note');
    await harness.driver.requestShutdown(3);
    await becomes(3, 'prepared');
    expect((await harness.leftovers(3)).filter((left) => !left.startsWith('folder'))).toEqual([]);
    await started(3);
    expect(await harness.inside(3, 'cat /www/note')).toBe('first\n');
    const before = (await harness.driver.inspect(3))?.pid;
    const changed = Promise.withResolvers<number>();
    const stop = harness.driver.onChange(changed.resolve);
    await harness.inside(3, 'echo second >> /www/note; reboot');
    await until('another init runs', 15_000, async () => {
      const report = await harness.driver.inspect(3);
      expect(report?.state).toBe('running');
      return report?.pid !== undefined && report.pid !== before && harness.answers(3);
    });
    expect(await changed.promise).toBe(3);
    stop();
    expect(await harness.inside(3, 'cat /www/note; echo third >> /www/note; stat -c %u /www/note')).toBe(
      'first\nsecond\n0\n',
    );
    await gone(3);
  });

  it('gives the guest the whole disk, also after the disk has grown', async () => {
    const plan = await started(4);
    const mebibytes = async () => Number(await harness.inside(4, 'df -m / | tail -n 1 | (read a b c; echo $b)'));
    expect(await mebibytes()).toBeGreaterThan(100);
    await harness.inside(4, 'echo kept > /www/note');
    await harness.driver.forceOff(4);
    await run('qemu-img', ['resize', '-q', plan.disks[0]?.source.path ?? '', '512M']);
    await started(4);
    expect(await mebibytes()).toBeGreaterThan(450);
    expect(await harness.inside(4, 'cat /www/note')).toBe('kept\n');
    await gone(4);
  });

  it('comes back with all that was synced after the disk daemon is killed', async () => {
    const plan = await started(5);
    await harness.inside(5, 'dd if=/dev/urandom of=/www/data bs=1024 count=2000 2>/dev/null; sync');
    const sum = await harness.inside(5, 'busybox sha256sum /www/data');
    process.kill(Number(await readFile(planFiles(plan).exportPid, 'utf8')), 'SIGKILL');
    await becomes(5, 'crashed');
    await harness.driver.forceOff(5);
    expect((await harness.leftovers(5)).filter((left) => !left.startsWith('folder'))).toEqual([]);
    expect((await harness.driver.inspect(5))?.state).toBe('prepared');
    await started(5);
    expect(await harness.inside(5, 'busybox sha256sum /www/data')).toBe(sum);
    await harness.driver.forceOff(5);
    await run('qemu-img', ['check', '-q', plan.disks[0]?.source.path ?? ''], { okCodes: [0, 3] });
    await gone(5);
  });

  it('writes everything where it belongs: the file system is sound and every file is what it was', async () => {
    await started(14);
    const write =
      'i=0; while [ $i -lt 60 ]; do dd if=/dev/urandom of=/www/$i bs=$((i * 97 + 1)) count=13; i=$((i + 1)); done';
    const check = 'cd /www; for f in *; do busybox sha256sum $f; done';
    await harness.inside(14, `(${write}; sync; rm /www/1*; ${write.replace('i=0', 'i=30')}) 2>/dev/null`);
    const sums = await harness.inside(14, check);
    expect(sums.split('\n').length).toBeGreaterThan(50);
    await harness.driver.requestShutdown(14);
    await becomes(14, 'prepared');
    await started(14);
    expect(await harness.inside(14, check)).toBe(sums);
    const { rootfs } = planFiles(await harness.plan(14));
    const device = (await run('findmnt', ['-n', '-o', 'SOURCE', rootfs])).stdout.trim();
    await harness.driver.pause(14);
    await run('sync', ['-f', rootfs]);
    const errors = await run('dumpe2fs', ['-h', device]);
    expect(errors.stdout).toMatch(/Filesystem state: +clean/);
    expect(errors.stdout).not.toMatch(/FS Error count/);
    await gone(14);
  });

  it('recovers from a death of the agent at any moment of a start', async () => {
    const plan = await harness.plan(15);
    const script = new URL('./testing/start-guest.ts', import.meta.url).pathname;
    const child = [script, JSON.stringify(harness.settings), JSON.stringify(plan)];
    const seen = new Set<string | undefined>();
    for (let afterMs = 0; afterMs <= 300 && !seen.has('running'); afterMs += 15) {
      const agent = spawn(process.execPath, child, { stdio: ['ignore', 'pipe', 'inherit'] });
      const died = once(agent, 'exit');
      await once(agent.stdout, 'data');
      setTimeout(() => agent.kill('SIGKILL'), afterMs);
      await died;
      seen.add((await harness.driver.inspect(15))?.state);
      await harness.driver.forceOff(15);
      expect((await harness.leftovers(15)).filter((left) => !left.startsWith('folder'))).toEqual([]);
    }
    expect([...seen]).toContain('crashed');
    await started(15);
    await gone(15);
  });

  it('starts a crashed guest again without being told to clean up', async () => {
    await started(6);
    await harness.crash(6);
    await becomes(6, 'crashed');
    await started(6);
    await gone(6);
  });

  it('keeps a guest within its memory', async () => {
    await started(7);
    // tmpfs pages count as memory of the container.
    const fill = 'mount -t tmpfs -o size=200m none /tmp && dd if=/dev/zero of=/tmp/fill bs=1M count=150; echo done $?';
    const outcome = await harness.inside(7, `(${fill}) 2>&1`);
    expect(outcome).not.toContain('done 0');
    const sample = await harness.driver.sample(7);
    expect(sample?.memoryBytes ?? 0).toBeLessThanOrEqual(64 * 1024 * 1024);
    await gone(7);
  });

  it('counts traffic as the guest sees it, and what the disk moves', async () => {
    await started(8);
    const before = await harness.driver.sample(8);
    await harness.inside(8, 'dd if=/dev/zero of=/www/big bs=1M count=8 2>/dev/null; sync');
    await (await fetch(`${harness.url(8)}big`)).arrayBuffer();
    const after = await harness.driver.sample(8);
    const grew = (key: 'networkSentBytes' | 'networkReceivedBytes' | 'diskWrittenBytes') =>
      (after?.[key] ?? 0) - (before?.[key] ?? 0);
    expect(before?.diskReadBytes).toBeLessThan(64 * 1024 * 1024);
    expect(grew('networkSentBytes')).toBeGreaterThan(8 * 1024 * 1024);
    expect(grew('networkReceivedBytes')).toBeLessThan(4 * 1024 * 1024);
    expect(grew('diskWrittenBytes')).toBeGreaterThanOrEqual(8 * 1024 * 1024);
    await gone(8);
  });

  it('gives a shell that does what is typed, and ends with it', async () => {
    await started(9);
    const shell = await harness.driver.openConsole(9);
    let seen = '';
    shell.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    shell.write('echo answer $((6 * 7)); busybox tty\n');
    await until('the shell answers', 10_000, async () => /answer 42[\s\S]*\/dev\/pts/.test(seen));
    shell.write('exit\n');
    await once(shell, 'close');
    const other = await harness.driver.openConsole(9);
    other.write('sleep 1000\n');
    await until('it sleeps', 10_000, async () => (await harness.inside(9, 'ps')).includes('sleep 1000'));
    other.destroy();
    await until('hung up', 10_000, async () => !(await harness.inside(9, 'ps')).includes('sleep 1000'));
    await gone(9);
  });

  it('leaves nothing of a start that failed, and says what failed', async () => {
    const plan = await harness.plan(10);
    const attach = { type: 'bridge', bridge: 'lr-nowhere', hostInterface: 'lr-10-0' } as const;
    const nic = { attach, mac: '02:00:00:00:00:0a' };
    const error = await harness.driver.start({ ...plan, nics: [nic] }).catch((thrown: unknown) => thrown);
    expect((error as SkerryError).failure).toMatchObject({ code: 'guest-start-failed' });
    expect(await harness.driver.inspect(10)).toEqual({ instanceId: 10, state: 'prepared' });
    expect((await harness.leftovers(10)).filter((left) => !left.startsWith('folder'))).toEqual([]);
    await started(10);
    await gone(10);
  });

  it('never opens a disk that somebody else writes to', async () => {
    const plan = await started(11);
    const other = { ...(await harness.plan(12)), disks: plan.disks };
    const error = await harness.driver.start(other).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SkerryError);
    expect(await harness.answers(11)).toBe(true);
    await gone(12);
    await gone(11);
  });

  it('cleans up when even the monitor of the container was killed', async () => {
    await started(13);
    const pid = (await harness.driver.inspect(13))?.pid;
    const parent = /^PPid:\t(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
    process.kill(Number(parent), 'SIGKILL');
    await becomes(13, 'crashed');
    await started(13);
    await gone(13);
  });
});
