/**
 * The cables of a lab: a pair of interfaces between each machine and the switch, where bridges join them. Cutting a
 * cable takes the switch's end down: packets are lost in silence, as they are when somebody digs one up.
 */
import { type Machine, run } from '@skerry/host-os';
import type { NodeState } from './lab-state.ts';
import { runIn } from './machines.ts';
import { plugRelay, relayRuns } from './relay.ts';
import { shapeRate } from './shape.ts';
import type { LabNode, Plug, Topology } from './topology.ts';

export async function ensureBridges(hub: Machine, { bridges }: Topology): Promise<void> {
  const there = await linksIn(hub);
  const missing = bridges.filter((name) => !there.has(name));
  if (missing.length === 0) return;
  const lines = missing.flatMap((name) => [
    `link add name ${name} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
    `link set ${name} up`,
  ]);
  await ipBatch(hub, lines);
}

/** Makes the cables of one machine as its state wants them; those that are so already are left alone. */
export async function plugIn(
  hub: Machine,
  machine: Machine,
  node: LabNode,
  state: NodeState,
  lab: WireContext,
): Promise<void> {
  const there = await linksIn(machine);
  const ports = await linksIn(hub);
  for (const plug of node.plugs) {
    const uplink = plug === node.uplink;
    const relayed = uplink && needsRelay(state);
    const has = there.has(plug.interface) && ports.has(plug.port);
    const right = has && relayed === (await relayRuns(lab, plug)) && (!relayed || !lab.renew);
    if (!right) await connect(hub, machine, plug, relayed ? state : undefined, { ...lab, there, ports });
    if (uplink) {
      await shapeRate(machine, plug.interface, state.shape?.rate);
      await shapeRate(hub, plug.port, state.shape?.rate);
      await runIn(hub, 'ip', 'link', 'set', plug.port, state.cut ? 'down' : 'up');
    }
  }
}

export interface WireContext {
  /** First words of the arguments of every process of this lab. */
  readonly marker: readonly string[];
  readonly logFile: string;
  /** A relay that runs has other settings than are wanted now. */
  readonly renew?: boolean;
}

export const needsRelay = ({ shape }: NodeState): boolean =>
  shape !== undefined && ((shape.delayMs ?? 0) > 0 || (shape.loss ?? 0) > 0);

interface Present {
  readonly there: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
}

async function connect(
  hub: Machine,
  machine: Machine,
  plug: Plug,
  relayed: NodeState | undefined,
  lab: WireContext & Present,
): Promise<void> {
  // Either end takes the other with it, but not at once: both are asked for.
  if (lab.there.has(plug.interface)) await runIn(machine, 'ip', 'link', 'delete', plug.interface);
  if ((await linksIn(hub)).has(plug.port)) await deletePort(hub, plug.port);
  if (relayed) await plugRelay(hub, machine, plug, relayed.shape ?? {}, lab);
  else {
    const peer = ['peer', 'name', plug.interface, 'netns', String(machine.pid)];
    // From outside, where both process numbers mean something.
    await run('nsenter', [
      '--target',
      String(hub.pid),
      '--net',
      'ip',
      'link',
      'add',
      plug.port,
      'type',
      'veth',
      ...peer,
    ]);
  }
  await ipBatch(machine, [
    `link set ${plug.interface} address ${mac(plug)}`,
    `address replace ${plug.address}/24 dev ${plug.interface}`,
    `link set ${plug.interface} up`,
  ]);
  await ipBatch(hub, [`link set ${plug.port} master ${plug.bridge}`, `link set ${plug.port} up`]);
}

async function deletePort(hub: Machine, port: string): Promise<void> {
  // 1: it went by itself between the look and the deletion.
  await run('nsenter', ['--target', String(hub.pid), '--net', 'ip', 'link', 'delete', port], { okCodes: [0, 1] });
}

/** The same after every start of the machine, so that nobody waits for old entries to expire. */
const mac = ({ address }: Plug): string =>
  ['02', '53', ...address.split('.')]
    .slice(0, 6)
    .map((part, i) => (i < 2 ? part : Number(part).toString(16).padStart(2, '0')))
    .join(':');

async function linksIn(machine: Machine): Promise<Set<string>> {
  return new Set((await runIn(machine, 'ls', '/sys/class/net')).split('\n').filter((name) => name !== ''));
}

async function ipBatch(machine: Machine, lines: readonly string[]): Promise<void> {
  const args = ['--target', String(machine.pid), '--net', 'ip', '-batch', '-'];
  await run('nsenter', args, { input: `${lines.join('\n')}\n` });
}

/** Names of ports whose end at the switch is down. */
export async function cutPorts(hub: Machine): Promise<Set<string>> {
  const links = JSON.parse(await runIn(hub, 'ip', '-json', 'link', 'show')) as { ifname: string; flags: string[] }[];
  return new Set(links.filter(({ flags }) => !flags.includes('UP')).map(({ ifname }) => ifname));
}
