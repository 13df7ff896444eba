/**
 * The main job as a person runs it, on this machine, with real guests: `npm start`, every operation by the CLI, each
 * process killed, the host "rebooted" with the front-end off, and `npm run down`, after which nothing may be left.
 */
import { readScreen } from '@skerry/driver-contract/conformance/rfb-client';
import { loopDevices, mounts, openTerminal, processAlive, run } from '@skerry/host-os';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';

const root = join(import.meta.dirname, '..');
let state: string;
let env: Record<string, string>;

const npm = (...args: string[]) => run('npm', args, { cwd: root, env, deadlineMs: 540_000 });
const skerry = async (...args: string[]) =>
  (await run(join(root, 'dist', 'skerry'), args, { env, deadlineMs: 240_000 })).stdout;
/** The exit status and what was said of a command that is refused. */
const refused = (...args: string[]) =>
  run(join(root, 'dist', 'skerry'), args, { env, deadlineMs: 60_000, okCodes: [1, 2, 3, 4, 5, 6, 7] });

interface View {
  readonly id: number;
  readonly state: string;
  readonly nics: readonly { readonly address: string }[];
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly observed: { readonly crashes: number };
}
const show = async (name: string) => JSON.parse(await skerry('instance', 'show', name, '-o', 'json')) as View;
const addressOf = async (name: string) => (await show(name)).nics[0]?.address as string;

const fetchText = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(3000) })).text();
const answers = (address: string, name: string) =>
  vi.waitFor(async () => expect(await fetchText(`http://${address}/`)).toContain(name), {
    timeout: 90_000,
    interval: 300,
  });
interface Facts {
  readonly bootId: string;
  readonly boots: number;
}
async function facts(address: string): Promise<Facts> {
  const url = `http://${address}/cgi-bin/status`;
  return JSON.parse(await vi.waitFor(() => fetchText(url), { timeout: 60_000, interval: 300 })) as Facts;
}

async function sshBanner(address: string): Promise<string> {
  return vi.waitFor(
    () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ host: address, port: 22, timeout: 3000 });
        socket.once('data', (data) => {
          socket.destroy();
          resolve(String(data));
        });
        socket.once('error', reject);
        socket.once('timeout', () => socket.destroy(new Error('silent')));
      }),
    { timeout: 360_000, interval: 1000 },
  );
}

async function processesOf(directory: string): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(directory) && Number(pid) !== process.pid)
      found.set(Number(pid), line.replaceAll('\0', ' ').slice(0, 200));
  }
  return found;
}

async function leftOvers() {
  const { namePrefix } = await import('../tools/quickstart/state.ts');
  const lines = async (command: string, args: string[]) => (await run(command, args)).stdout.split('\n');
  return {
    processes: [...(await processesOf(state)).values()],
    mounts: (await mounts()).map((m) => m.mountPoint).filter((path) => path.startsWith(state)),
    loops: (await loopDevices()).map((l) => l.backingFile).filter((file) => file?.startsWith(state)),
    links: (await lines('ip', ['-o', 'link'])).filter((line) => new RegExp(`^\\d+: ${namePrefix}`).test(line)),
    tables: (await lines('nft', ['list', 'tables'])).filter((line) => line.includes(`skerry_${namePrefix}`)),
  };
}

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'sky-'));
  process.env['SKERRY_STATE'] = state;
  env = {
    ...(process.env as Record<string, string>),
    SKERRY_STATE: state,
    SKERRY_IMAGE_CACHE: process.env['SKERRY_IMAGE_CACHE'] ?? join(tmpdir(), 'skerry-images'),
    XDG_CONFIG_HOME: join(state, 'config'),
  };
  await rm(state, { recursive: true });
  const { stdout } = await npm('start');
  expect(stdout).toContain('hello-vm at http://');
}, 580_000);

afterAll(async () => {
  await npm('run', 'down', '--', '--purge');
  expect(await leftOvers()).toEqual({ processes: [], mounts: [], loops: [], links: [], tables: [] });
});

test('a start gives a virtual machine and a container that answer with their names', async () => {
  await answers(await addressOf('hello-vm'), 'hello-vm');
  await answers(await addressOf('hello-container'), 'hello-container');
});

/** The command line on a terminal, and what its person sees. */
async function sitAt(name: string) {
  const argv = ['instance', 'console', name];
  const assignments = ['SKERRY_STATE', 'XDG_CONFIG_HOME'].map((variable) => `${variable}=${env[variable]}`);
  const terminal = await openTerminal('env', [...assignments, join(root, 'dist', 'skerry'), ...argv], {
    columns: 100,
    rows: 30,
  });
  onTestFinished(() => void terminal.destroy());
  let seen = '';
  terminal.on('data', (bytes: Buffer) => (seen += bytes.toString()));
  const sees = (wanted: RegExp) => vi.waitFor(() => expect(seen).toMatch(wanted), { timeout: 30_000, interval: 100 });
  return { terminal, sees, gone: once(terminal, 'close') };
}

test('a shell in the container and the serial port of the virtual machine answer in a terminal', async () => {
  const shell = await sitAt('hello-container');
  await shell.sees(/# /);
  shell.terminal.write('echo answer $((6 * 7)); id -u; stty size || busybox stty size\r');
  await shell.sees(/answer 42[\s\S]*\n0\r[\s\S]*30 100/);
  shell.terminal.write('exit\r');
  await shell.sees(/The shell has ended\./);
  await shell.gone;
  const serial = await sitAt('hello-vm');
  await serial.sees(/Connected to hello-vm/);
  // A line that is sent before the guest has taken its terminal is lost: a person presses Enter again, too.
  const pressing = setInterval(() => serial.terminal.write('\r'), 1_000);
  try {
    await serial.sees(/leaves\.\s+\S+/);
  } finally {
    clearInterval(pressing);
  }
  serial.terminal.write('\u001d');
  await serial.gone;
  await answers(await addressOf('hello-vm'), 'hello-vm');
});

test('the display of the virtual machine gives a picture through every link', async () => {
  const { id } = await show('hello-vm');
  const body = '{"type":"display"}';
  const ticket = JSON.parse(await skerry('api', 'instance.console', '-p', `id=${id}`, '-b', body)) as {
    path: string;
    protocols: string[];
  };
  const { url } = JSON.parse(await readFile(join(state, 'credentials.json'), 'utf8')) as { url: string };
  const stream = createWebSocketStream(new WebSocket(url.replace('http', 'ws') + ticket.path, ticket.protocols));
  try {
    const { width, height, pixels } = await readScreen(stream, 30_000);
    expect(width * height).toBeGreaterThan(300 * 200);
    // A screen of one colour only is one that nobody draws on.
    expect(new Set(pixels).size).toBeGreaterThan(1);
  } finally {
    stream.on('error', () => {});
    stream.destroy();
  }
});

test('a second start finds it running and says so', async () => {
  expect((await npm('start')).stdout).toContain('Skerry is running already');
});

test.each(['container', 'vm'] as const)('every life-cycle operation works on a real %s', async (kind) => {
  const name = `walk-${kind}`;
  await skerry('instance', 'create', name, '--template', 'tiny', '--kind', kind, '--wait');
  const address = await addressOf(name);
  await answers(address, name);
  const first = await facts(address);

  await skerry('instance', 'pause', name, '--wait');
  await expect(fetchText(`http://${address}/`)).rejects.toThrow();
  await skerry('instance', 'resume', name, '--wait');
  await answers(address, name);
  expect((await facts(address)).bootId).toBe(first.bootId);

  await skerry('instance', 'reboot', name, '--wait');
  await answers(address, name);
  const second = await facts(address);
  expect(second.bootId).not.toBe(first.bootId);

  const tooEarly = await refused('instance', 'resize', name, '--cpus', '2');
  expect([tooEarly.code, tooEarly.stderr]).toEqual([4, expect.stringContaining('Stop it first')]);
  await skerry('instance', 'stop', name, '--wait');
  expect((await show(name)).state).toBe('stopped');
  await skerry('instance', 'resize', name, '--cpus', '2', '--memory', '160M');
  await skerry('instance', 'rename', name, `${name}-2`);
  await skerry('instance', 'start', `${name}-2`, '--wait');
  await answers(address, `${name}-2`);
  expect(await show(`${name}-2`)).toMatchObject({ cpus: 2, memoryMiB: 160 });
  // The disk kept what the guest wrote: it counts its boots.
  expect((await facts(address)).boots).toBe(first.boots + 2);

  expect(await skerry('instance', 'log', `${name}-2`)).toContain('ready at');
  await skerry('instance', 'delete', `${name}-2`, '--yes', '--wait');
  expect((await refused('instance', 'show', `${name}-2`)).code).toBe(3);
  expect(await skerry('lease', 'list')).not.toContain(address);
});

test('killing the agent, the controller or the front-end disturbs no guest', async () => {
  const vm = await addressOf('hello-vm');
  const container = await addressOf('hello-container');
  const before = [(await facts(vm)).bootId, (await facts(container)).bootId];
  const { serviceAlive, serviceNames } = await import('../tools/quickstart/services.ts');
  for (const name of serviceNames) {
    const pid = (await serviceAlive(name)) as number;
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await processAlive(pid)).toBe(false), { timeout: 5000 });
    await answers(vm, 'hello-vm');
    await answers(container, 'hello-container');
  }
  await npm('start');
  expect([(await facts(vm)).bootId, (await facts(container)).bootId]).toEqual(before);
  expect((await show('hello-vm')).observed.crashes).toBe(0);
});

test('a rebooted host brings its guests back by itself with the front-end off', async () => {
  const vm = await addressOf('hello-vm');
  const container = await addressOf('hello-container');
  const { startService, stopService } = await import('../tools/quickstart/services.ts');
  const { namePrefix, paths, readState } = await import('../tools/quickstart/state.ts');
  for (const name of ['front-end', 'controller', 'agent'] as const) await stopService(name);
  // As after a power cut: no guest, no bridge, no mount is left.
  const node = join(root, 'node_modules', '.bin', 'node');
  await run(node, [join(root, 'dist', 'agent.mjs'), '--sweep', '--data', paths.site, '--name-prefix', namePrefix], {
    deadlineMs: 120_000,
  });
  expect((await leftOvers()).links).toEqual([]);
  const quickstart = readState();
  if (!quickstart) throw new Error('the quickstart left no state');
  await startService('controller', quickstart);
  await startService('agent', quickstart);
  await answers(container, 'hello-container');
  await answers(vm, 'hello-vm');
  await npm('start');
});

test('a container and a virtual machine of debian-12 come up with SSH', async () => {
  await skerry('instance', 'create', 'deb-c', '--template', 'debian-12', '--kind', 'container', '--wait');
  expect(await sshBanner(await addressOf('deb-c'))).toMatch(/^SSH-2\.0-OpenSSH/);
  await skerry('instance', 'delete', 'deb-c', '--yes', '--wait');
  await skerry('instance', 'create', 'deb-v', '--template', 'debian-12', '--kind', 'vm', '--wait');
  expect(await sshBanner(await addressOf('deb-v'))).toMatch(/^SSH-2\.0-OpenSSH/);
  await skerry('instance', 'delete', 'deb-v', '--yes', '--wait', '--force');
}, 800_000);

test('what guests and the host use is measured', async () => {
  for (const [noun, name] of [
    ['instance', 'hello-vm'],
    ['instance', 'hello-container'],
    ['host', '0'],
  ] as const) {
    await vi.waitFor(
      async () => {
        const { points, memoryTotalBytes } = JSON.parse(await skerry(noun, 'samples', name, '-o', 'json')) as {
          points: { memoryBytes: number; guestMemoryBytes?: number }[];
          memoryTotalBytes: number;
        };
        expect(points.at(-1)?.memoryBytes).toBeGreaterThan(100_000);
        if (noun === 'host') return;
        // As the guest itself sees it: less than it has, whatever QEMU takes for it.
        expect(points.at(-1)?.guestMemoryBytes).toBeGreaterThan(100_000);
        expect(points.at(-1)?.guestMemoryBytes).toBeLessThan(memoryTotalBytes);
      },
      { timeout: 60_000, interval: 2000 },
    );
  }
});

test('nothing listens but on loopback and the guests’ own networks', async () => {
  const { stdout } = await run('ss', ['-H', '-l', '-t', '-u', '-n', '-p']);
  const pids = await processesOf(state);
  const ours = stdout.split('\n').filter((line) => pids.has(Number(/pid=(\d+)/.exec(line)?.[1])));
  const open = ours.filter((line) => !/\s(127\.0\.0\.1|\[::1\]|10\.\d+\.\d+\.1|0\.0\.0\.0%s\w+):\d+\s/.test(line));
  expect(ours.length).toBeGreaterThan(2);
  expect(open).toEqual([]);
});

test('what cannot be done is said with a sentence and an exit status, and leaves nothing', async () => {
  const missing = await refused('image', 'create', 'nothing', '--path', '/nowhere/image.qcow2');
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('/nowhere/image.qcow2')]);
  expect((await refused('instance', 'create', 'x', '--template', 'no-such')).code).toBe(3);
  const tooLarge = await refused('instance', 'create', 'huge', '--template', 'tiny', '--memory', '900G');
  expect(tooLarge.code).toBe(4);
  expect(JSON.parse(await skerry('instance', 'list', '-o', 'json'))).toHaveLength(2);
});
