/**
 * Tests with real guests neither use nor disturb what runs on their machine. A machine is made that has what a machine
 * of somebody else may have: a libvirtd with a guest, a bridge with a dnsmasq, rules, ports that a cloud would take, a
 * loop device, a cgroup, and files where a cloud keeps its own. Tests run in it; afterwards all is as it was before, also
 * when they were killed in the middle. `npm run campaign -- beside` has a whole cloud run there too, and runs all tests.
 */
import { endMachines, findProcesses, loopsMadeBelow, type Machine, removeCgroups, run } from '@skerry/host-os';
import { inMachine, processesOfNamespace, startMachine } from '@skerry/host-os';
import { campaign } from '@skerry/kit/testing/campaign';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const root = join(import.meta.dirname, '..');
const whole = campaign(1, 0).rounds > 1;
const wholeMs = 3_000_000;
/** Short: below it are directories of tests with sockets of guests in them. */
const directory = join(tmpdir(), 'b');
const marker = ['skerry-beside', directory];
const cgroup = 'skerry-beside';
let machine: Machine;

async function there(command: string, args: readonly string[], deadlineMs = 60_000, okCodes = [0]) {
  const line = await inMachine(machine, 'env', ['--chdir', root, `TMPDIR=${directory}`, command, ...args]);
  return run(line.command, line.args, { deadlineMs, okCodes });
}
const shell = (script: string, ...args: string[]) => there('sh', ['-ec', script, 'sh', ...args]);
const e2e = (...args: string[]) => there('node', ['tools/e2e.ts', ...args], whole ? wholeMs : 170_000, [0, 1]);

/** As the quickstart calls its own, where that is not there itself. */
const prefix = whole ? 'so' : 'sk';
const strangers = `
mkdir -p /run/libvirt /var/lib/skerry /sys/fs/cgroup/pids/stranger 2>/dev/null || mkdir /sys/fs/cgroup/stranger
echo mine > /var/lib/skerry/credentials.json; echo mine > /run/stranger
virtlogd -d; libvirtd -d
ip link add ${prefix}br1 type bridge; ip link set ${prefix}br1 addrgenmode none; ip address add 10.60.0.1/24 dev ${prefix}br1; ip link set ${prefix}br1 up
nft 'add table inet skerry_${prefix}; add chain inet skerry_${prefix} forward { type filter hook forward priority 0; }'
dnsmasq --conf-file=/dev/null --pid-file=/run/stranger.pid --interface=${prefix}br1 --bind-interfaces --dhcp-leasefile=/run/leases
truncate -s 8M "$1/disk"; mkfs.ext4 -q "$1/disk"; mkdir "$1/mounted"; mount -o loop "$1/disk" "$1/mounted"
setsid --fork node -e 'for (const port of [7480, 7481, 7482, 7483]) require("net").createServer().listen(port, "127.0.0.1")' >/dev/null 2>&1
virsh -q -c qemu:///system define "$1/domain.xml"
virsh -q -c qemu:///system start ${prefix}-1 --paused
until [ "$(ss -Hltn 'sport >= 7480 and sport <= 7483' | wc -l)" = 4 ]; do sleep 0.1; done`;
const domain = `<domain type='qemu'><name>${prefix}-1</name><memory unit='MiB'>32</memory>
<os><type arch='x86_64'>hvm</type></os></domain>`;

/** What a cloud that runs writes into its own files is its own business. */
const named = (file: string) => (whole && file.startsWith('/var/lib/skerry') ? (file.split(' ')[0] ?? '') : file);
/** A cloud that runs has now and then a short command under way. */
const unchanged = (before: Awaited<ReturnType<typeof snapshot>>) =>
  vi.waitFor(async () => expect(await snapshot()).toEqual(before), { timeout: 30_000, interval: 1_000 });

const places =
  '/run /var/lib/skerry /var/lib/libvirt /var/lib/lxc /var/log/libvirt /etc/libvirt /etc/subuid /etc/subgid';
/** All that a machine shows of what runs on it. */
async function snapshot(): Promise<Record<string, string[]>> {
  const lines = async (script: string) => (await shell(script)).stdout.replaceAll(/ +/g, ' ').split('\n').toSorted();
  return {
    processes: (await processesOfNamespace(machine.pid)).map(({ pid, argv }) => `${pid} ${argv.join(' ')}`).toSorted(),
    links: await lines('ip -o link; ip -o address; ip netns'),
    ports: await lines('ss -Hltun'),
    rules: await lines('nft list ruleset'),
    mounts: await lines('cat /proc/1/mountinfo'),
    cgroups: await lines('find /sys/fs/cgroup -type d'),
    loops: await loopsMadeBelow(directory),
    files: (await lines(`find ${places} -printf '%p %y %m %U %s %T@\\n'`)).map(named),
    temporary: await readdir(directory),
  };
}

beforeAll(async () => {
  await mkdir(directory);
  await writeFile(join(directory, 'domain.xml'), domain);
  const logFile = join(directory, 'log');
  const first = await startMachine({ marker, hostname: 'beside', cgroup, binds: [], leashed: true, logFile });
  machine = { pid: first.pid, cgroup };
  await shell(strangers, directory);
  if (whole) await there('npm', ['start'], 600_000);
}, 700_000);

afterAll(async () => {
  await endMachines(marker);
  await vi.waitFor(async () => expect(await loopsMadeBelow(directory)).toEqual([]), { timeout: 20_000 });
  await removeCgroups(cgroup);
  await rm(directory, { recursive: true, force: true });
});

/** A virtual machine with a libvirtd, containers with their disks, and what is reached over bridges. */
const some = [
  'e2e/compute-kvm-recovery',
  'packages/drivers/compute-lxc/src/lxc.real',
  'packages/drivers/network-bridge',
  '-t',
  'guests go on, and the next call|keeps a guest within its memory|does not reach a guest',
];

test(
  'tests with real guests leave a machine as it was, whatever runs on it, and none is skipped for that',
  async () => {
    const before = await snapshot();
    const { code, stdout } = await e2e(...(whole ? ['--exclude', 'e2e/beside.test.ts'] : some));
    expect(code, stdout).toBe(0);
    if (whole) expect(stdout).not.toMatch(/\d+ skipped/);
    await unchanged(before);
    if (!whole) return;
    for (const name of ['hello-vm', 'hello-container']) {
      const shown = await there('dist/skerry', ['instance', 'show', name, '-o', 'json']);
      expect(JSON.parse(shown.stdout)).toMatchObject({ state: 'running', observed: { crashes: 0 } });
    }
  },
  whole ? wholeMs : 180_000,
);

test('what a killed run left is gone with its machine, or taken away by the next run', async () => {
  const before = await snapshot();
  const killed = e2e('packages/drivers/compute-lxc/src/lxc.conformance.real.test.ts').catch((error: Error) => error);
  await vi.waitFor(async () => expect((await loopsMadeBelow(directory)).length).toBeGreaterThan(1), {
    timeout: 90_000,
    interval: 50,
  });
  for (const { pid } of await findProcesses(['node', 'tools/e2e.ts'])) process.kill(pid, 'SIGKILL');
  await killed;
  await vi.waitFor(async () => expect(await readdir(directory)).not.toEqual(before['temporary']), { timeout: 5_000 });
  const { code, stdout } = await e2e('packages/drivers/network-bridge', '-t', 'does not reach a guest');
  expect([code, stdout], stdout).toEqual([0, expect.stringContaining('Left by a run that was killed')]);
  const machines = (await findProcesses(['skerry-tests'])).map(({ argv }) => argv.at(-1) ?? '');
  expect(machines.filter((each) => each.startsWith(directory))).toEqual([]);
  await unchanged(before);
}, 240_000);
