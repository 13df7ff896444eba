import { existsSync } from 'node:fs';
import type { LabPaths, LabState, Shape } from './lab-state.ts';
import { machineOf } from './machines.ts';
import { processesOf, servicePid, sitePortOf, type ServiceProcess } from './services.ts';
import { type LabNode, topology } from './topology.ts';
import { cutPorts } from './wires.ts';

export interface NodeStatus {
  readonly name: string;
  readonly role: LabNode['role'];
  readonly cluster?: number;
  /** `stopped`: the machine is on, and its service is not. */
  readonly state: 'on' | 'stopped' | 'off';
  /** Of its service, seen from this machine. */
  readonly pid?: number;
  /** Of the console of its site. */
  readonly site?: string;
  /** Of its first process: nsenter(1) takes it. */
  readonly machinePid?: number;
  readonly addresses: readonly string[];
  /** Of the cable to what is above it; absent where there is none, or nothing is plugged in. */
  readonly link?: 'up' | 'cut';
  readonly shape?: Shape;
  readonly processes: readonly ServiceProcess[];
  readonly log: string;
}

export interface LabStatus {
  readonly directory: string;
  readonly url: string;
  readonly clusters: number;
  readonly hostsPerCluster: number;
  /** Everything came up once. */
  readonly ready: boolean;
  readonly apiAnswers: boolean;
  readonly nodes: readonly NodeStatus[];
}

/** Reads what there is; changes nothing. */
export async function labStatus(paths: LabPaths, state: LabState): Promise<LabStatus> {
  const url = `http://127.0.0.1:${state.apiPort}`;
  const hub = await machineOf(paths, 'switch');
  const down = hub ? await cutPorts(hub) : new Set<string>();
  const { nodes } = topology(state.clusters, state.hostsPerCluster);
  return {
    directory: paths.root,
    url,
    clusters: state.clusters,
    hostsPerCluster: state.hostsPerCluster,
    ready: state.readyAt !== undefined,
    apiAnswers: await fetch(`${url}/health`, { signal: AbortSignal.timeout(3000) }).then(
      ({ ok }) => ok,
      () => false,
    ),
    nodes: await Promise.all(nodes.map((node) => nodeStatus(paths, state, node, hub !== undefined, down))),
  };
}

async function nodeStatus(
  paths: LabPaths,
  state: LabState,
  node: LabNode,
  hubOn: boolean,
  down: ReadonlySet<string>,
): Promise<NodeStatus> {
  const machine = await machineOf(paths, node.name);
  const pid = machine && (await servicePid(machine, node));
  const { shape } = state.nodes[node.name] ?? {};
  const sitePort = sitePortOf(state, node);
  const serves = node.role === 'switch' || pid !== undefined;
  const log = paths.log(node.name);
  return {
    name: node.name,
    role: node.role,
    ...(node.cluster === undefined ? {} : { cluster: node.cluster }),
    state: machine === undefined ? 'off' : serves ? 'on' : 'stopped',
    ...(pid === undefined ? {} : { pid }),
    ...(machine === undefined ? {} : { machinePid: machine.pid }),
    ...(sitePort === undefined ? {} : { site: `http://127.0.0.1:${sitePort}` }),
    addresses: node.plugs.map(({ address }) => address),
    ...(node.uplink && machine && hubOn
      ? { link: down.has(node.uplink.port) ? ('cut' as const) : ('up' as const) }
      : {}),
    ...(shape === undefined ? {} : { shape }),
    processes: machine ? await processesOf(machine) : [],
    log: existsSync(log) ? log : '',
  };
}
