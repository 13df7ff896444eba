/**
 * A whole cloud on this one machine, to look at and to break. Front-end, controllers and hosts are real programs with
 * real drivers, each in a machine of its own made of namespaces, joined over cables that can be cut and shaped. What is
 * written down is in lab-state.ts; what runs is read from the kernel. If we die in the middle of anything, the same call
 * again goes on, and `down` takes away whatever there is.
 */
import { inMachine } from '@skerry/host-os';
import { assertNever } from '@skerry/kit';
import { existsSync } from 'node:fs';
import { type Credentials, credentialsAt } from '../../../tools/quickstart/state-file.ts';
import { bootAgain, powerOff, wireContext } from './boot.ts';
import { down, type DownResult } from './down.ts';
import { labError } from './lab-error.ts';
import { changeNode, type LabPaths, labPaths, type LabState, locked, readState, type Shape } from './lab-state.ts';
import { machineOf, runIn, runningMachine } from './machines.ts';
import { type LabStatus, labStatus } from './status.ts';
import { type LabNode, topology } from './topology.ts';
import { up, type UpOptions, type UpResult } from './up.ts';
import { plugIn } from './wires.ts';

export interface Lab {
  readonly paths: LabPaths;
  up(options?: UpOptions): Promise<UpResult>;
  /** Undefined when there is no lab. */
  status(): Promise<LabStatus | undefined>;
  /** For the API; `up` has made them. */
  credentials(): Credentials;
  /** Cuts the cable to what is above: of a cluster that to the front-end, of a host that to its controller. */
  cut(target: string): Promise<void>;
  heal(target: string): Promise<void>;
  /** As a power cut: all of the machine's processes end at once, its disks stay. */
  kill(target: string): Promise<void>;
  /** Boots a machine that was killed. It comes back by itself: nobody tells it what to run. */
  start(target: string): Promise<void>;
  /** Rate, delay and losses of the cable upwards, both ways; what is not given is taken away. */
  shape(target: string, shape: Shape): Promise<void>;
  /** The command line that runs a program in the machine. */
  commandIn(target: string, command: string, args: readonly string[]): Promise<{ command: string; args: string[] }>;
  /** What it printed. @throws CommandError when it fails. */
  exec(target: string, command: string, ...args: readonly string[]): Promise<string>;
  down(options?: { readonly purge?: boolean }): Promise<DownResult>;
}

/** Opening a lab does nothing yet. `directory` need not exist. */
export function openLab(directory: string): Lab {
  const paths = labPaths(directory);

  const known = (): LabState => {
    const state = readState(paths);
    if (state) return state;
    throw labError('lab-gone', `There is no lab in ${paths.root}.`, 'Make one with: skerry lab up');
  };
  const find = (state: LabState, name: string): LabNode => {
    const { nodes } = topology(state.clusters, state.hostsPerCluster);
    const node = nodes.find((each) => each.name === name);
    if (node) return node;
    const hosts = state.clusters * state.hostsPerCluster;
    throw labError(
      'lab-target-unknown',
      `There is no machine "${name}" in this lab.`,
      `There are front-end, cluster1 to cluster${state.clusters}, and host1 to host${hosts}.`,
    );
  };
  const change = (name: string, what: 'cut' | 'heal' | 'kill' | 'start') =>
    locked(paths, async () => {
      const state = known();
      const node = find(state, name);
      if (!node.uplink)
        throw labError('lab-target-unknown', 'The switch is what holds the lab together.', 'Take a cluster or a host.');
      switch (what) {
        case 'cut':
        case 'heal':
          return rewire(node, changeNode(paths, state, name, { cut: what === 'cut' }), false);
        case 'kill':
          changeNode(paths, state, name, { off: true });
          await powerOff(paths, node);
          return;
        case 'start':
          return bootAgain(paths, changeNode(paths, state, name, { off: false }), node);
        default:
          return assertNever(what);
      }
    });
  /** A machine that is off gets its cables when it boots. */
  const rewire = async (node: LabNode, state: LabState, renew: boolean) => {
    const machine = await machineOf(paths, node.name);
    if (!machine) return;
    const hub = await runningMachine(paths, 'switch');
    await plugIn(hub, machine, node, state.nodes[node.name] ?? {}, { ...wireContext(paths), renew });
  };

  return {
    paths,
    up: (options = {}) => locked(paths, () => up(paths, options)),
    async status() {
      const state = readState(paths);
      return state && labStatus(paths, state);
    },
    credentials: () => credentialsAt(paths.credentials, `http://127.0.0.1:${known().apiPort}`),
    cut: (target) => change(target, 'cut'),
    heal: (target) => change(target, 'heal'),
    kill: (target) => change(target, 'kill'),
    start: (target) => change(target, 'start'),
    shape: (target, shape) =>
      locked(paths, async () => {
        const state = known();
        const node = find(state, target);
        if (!node.uplink)
          throw labError('lab-target-unknown', 'The switch has no cable of its own.', 'Take a cluster or a host.');
        const empty = shape.rate === undefined && !shape.delayMs && !shape.loss;
        const { [target]: before, ...others } = state.nodes;
        const { shape: _, ...kept } = before ?? {};
        const bare = { ...state, nodes: { ...others, [target]: kept } };
        await rewire(node, changeNode(paths, bare, target, empty ? {} : { shape }), true);
      }),
    async commandIn(target, command, args) {
      find(known(), target);
      return inMachine(await runningMachine(paths, target), command, args);
    },
    async exec(target, command, ...args) {
      find(known(), target);
      return runIn(await runningMachine(paths, target), command, ...args);
    },
    async down({ purge = false } = {}) {
      // Locking would make the directory.
      return existsSync(paths.root) ? locked(paths, () => down(paths, purge)) : down(paths, purge);
    },
  };
}
