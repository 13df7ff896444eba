import type { Machine } from '@skerry/host-os';
import type { LabPaths, LabState } from './lab-state.ts';
import { cutPower, ensureMachine, machineOf, runningMachine } from './machines.ts';
import { endRelay } from './relay.ts';
import { ensureForward, ensureService } from './services.ts';
import type { LabNode } from './topology.ts';
import { plugIn, type WireContext } from './wires.ts';

export const wireContext = (paths: LabPaths): WireContext => ({ marker: paths.marker, logFile: paths.log('switch') });

/** The machine, plugged in; what it runs is started apart. */
export async function bootMachine(paths: LabPaths, state: LabState, node: LabNode): Promise<Machine> {
  const { machine } = await ensureMachine(paths, node);
  if (node.role !== 'switch') {
    const hub = await runningMachine(paths, 'switch');
    await plugIn(hub, machine, node, state.nodes[node.name] ?? {}, wireContext(paths));
  }
  return machine;
}

/** A machine that has joined before comes back by itself: it needs nobody's help to start. */
export async function bootAgain(paths: LabPaths, state: LabState, node: LabNode): Promise<void> {
  const machine = await bootMachine(paths, state, node);
  await ensureService(paths, state, machine, node);
  if (node.role === 'front-end') await ensureForward(paths, state, machine);
}

/** Everything of the machine ends at once; answers whether it was on. */
export async function powerOff(paths: LabPaths, node: LabNode): Promise<boolean> {
  const was = (await machineOf(paths, node.name)) !== undefined;
  await cutPower(paths, node.name);
  // The relay of its cable would keep its network alive.
  if (node.uplink) await endRelay(wireContext(paths), node.uplink);
  return was;
}
