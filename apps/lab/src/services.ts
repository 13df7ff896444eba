/** The three programs of a cloud, each in its machine. They are found by what runs there, not by files that name them. */
import { type Machine, processesOfNamespace, startInMachine } from '@skerry/host-os';
import { memorySettings } from '@skerry/kit/memory-settings';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { labError } from './lab-error.ts';
import type { LabPaths, LabState } from './lab-state.ts';
import type { LabNode } from './topology.ts';

const here = import.meta.dirname;
const dist = basename(here) === 'dist' ? here : join(here, '../../../dist');

export const linkPort = 7481;

const programs = { 'front-end': 'front-end.mjs', controller: 'agent.mjs', host: 'agent.mjs' } as const;
type Serving = keyof typeof programs;
const isServing = (role: LabNode['role']): role is Serving => role in programs;

/** @throws SkerryError `lab-programs-missing` in a clone that was not built yet. */
export function checkPrograms(): void {
  const missing = [...new Set([...Object.values(programs), 'skerry.mjs'])].filter(
    (name) => !existsSync(join(dist, name)),
  );
  if (missing.length === 0) return;
  throw labError(
    'lab-programs-missing',
    `${missing.join(' and ')} are not in ${dist}.`,
    'Build them first: npm run build',
  );
}

export interface ServiceProcess {
  readonly pid: number;
  readonly name: string;
}

/** What runs in the machine beside its first process: the service, and what it has started. */
export async function processesOf(machine: Machine): Promise<ServiceProcess[]> {
  const found = await processesOfNamespace(machine.pid);
  return found.filter(({ pid }) => pid !== machine.pid).map(({ pid, argv }) => ({ pid, name: nameOf(argv) }));
}

function nameOf(argv: readonly string[]): string {
  const program = argv.find((word) => word.startsWith(`${dist}/`));
  if (program?.endsWith('skerry.mjs')) return 'forward';
  if (program?.endsWith('agent.mjs')) return argv.includes('controller') ? 'controller' : 'agent';
  if (program !== undefined) return basename(program, '.mjs');
  return basename(argv[0] ?? '').split(' ')[0] ?? '';
}

export async function servicePid(machine: Machine, node: LabNode): Promise<number | undefined> {
  if (!isServing(node.role)) return undefined;
  const wanted = node.role === 'host' ? 'agent' : node.role;
  return (await processesOf(machine)).find(({ name }) => name === wanted)?.pid;
}

/** Starts the service of a machine unless it runs. `env` has a one-time token, or the first password. */
export async function ensureService(
  paths: LabPaths,
  state: LabState,
  machine: Machine,
  node: LabNode,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (!isServing(node.role) || (await servicePid(machine, node)) !== undefined) return;
  const memory = memorySettings[node.role === 'host' ? 'agent' : node.role];
  const args = [...memory.flags, join(dist, programs[node.role]), ...argumentsOf(paths, state, node)];
  const start = (files: number[]) =>
    startInMachine(machine, process.execPath, args, {
      logFile: paths.log(node.name),
      env: {
        ...memory.env,
        ...env,
        TMPDIR: join(paths.node(node.name), 'tmp'),
        // A dozen processes of the same two programs: the second and later ones need not compile them again.
        NODE_COMPILE_CACHE: join(paths.cache, 'compiled'),
      },
      files,
    });
  const port = sitePortOf(state, node);
  await (port === undefined ? start([]) : withSocket(port, (fd) => start([fd])));
}

export const sitePortOf = ({ sitePorts }: LabState, { role, cluster }: LabNode): number | undefined =>
  role === 'controller' && cluster !== undefined ? sitePorts?.[cluster - 1] : undefined;

/** A socket of this machine's loopback for a process of another network: what is opened here stays here. */
async function withSocket(port: number, use: (fd: number) => Promise<void>): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use((server as unknown as { _handle: { fd: number } })._handle.fd);
  } finally {
    server.close();
  }
}

function argumentsOf(paths: LabPaths, state: LabState, node: LabNode): string[] {
  const data = paths.node(node.name);
  const { cpus, memoryMiB, diskMiB } = state.offer;
  switch (node.role) {
    case 'front-end':
      return ['--data', data, '--listen', `127.0.0.1:${state.apiPort}`, '--link-listen', `${node.listens}:${linkPort}`];
    case 'controller':
      return ['--roles', 'controller', '--data', data, '--listen', `${node.listens}:${linkPort}`].concat(
        sitePortOf(state, node) === undefined ? [] : ['--api-listen', 'fd:3'],
      );
    case 'host':
      return `--roles agent --name-prefix lab --cpus ${cpus} --memory ${memoryMiB} --disk ${diskMiB}`
        .split(' ')
        .concat('--data', data);
    case 'switch':
      return [];
  }
}

/**
 * The way from this machine's loopback to the API: a process of the front-end's machine that listens on a socket that was
 * opened here, and so stays in this network.
 */
export async function ensureForward(paths: LabPaths, state: LabState, machine: Machine): Promise<void> {
  if ((await processesOf(machine)).some(({ name }) => name === 'forward')) return;
  const args = [join(dist, 'skerry.mjs'), 'lab', 'forward', String(state.apiPort)];
  const logFile = paths.log('forward');
  await withSocket(state.apiPort, (fd) => startInMachine(machine, process.execPath, args, { logFile, files: [fd] }));
}

/** Waits until `ready` answers true; ends with the last lines of the log when the service died or time is up. */
export async function waitForService(
  paths: LabPaths,
  machine: Machine,
  node: LabNode,
  ready: () => Promise<boolean>,
  seconds: number,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (let look = 1; ; look++) {
    if (await ready().catch(() => false)) return;
    // Reading all of /proc is not for every turn.
    const ended = look % 10 === 0 && (await servicePid(machine, node)) === undefined;
    if (ended || performance.now() > deadline) {
      throw labError(
        ended ? 'lab-service-ended' : 'lab-service-slow',
        `${node.name} ${ended ? 'ended by itself' : `was not ready after ${seconds} s`}. Its log ends so:\n${logTail(paths, node.name)}`,
        `The whole log is in ${paths.log(node.name)}. Run "skerry lab up" again to go on from here, or "skerry lab down" to take it all away.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function logTail(paths: LabPaths, name: string): string {
  try {
    return readFileSync(paths.log(name), 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  } catch {
    return '(no log)';
  }
}
