import type { Command } from 'commander';
import type { Lab } from '@skerry/lab/lab';
import type { Cli } from '../../cli.ts';

/** Where the lab is: option before environment before the usual place. */
export async function labDirectory(cli: Cli, command?: Command): Promise<string> {
  const { defaultDirectory } = await import('@skerry/lab/lab-state');
  const { state } = command?.optsWithGlobals<{ state?: string }>() ?? {};
  return state ?? (cli.io.env['SKERRY_LAB'] || defaultDirectory);
}

export async function openLab(cli: Cli, command: Command): Promise<Lab> {
  const { openLab: open } = await import('@skerry/lab/lab');
  return open(await labDirectory(cli, command));
}

/** For completion: names of machines with what they are; none where there is no lab. */
export async function labMachines(cli: Cli): Promise<{ word: string; about: string }[]> {
  const { labPaths, readState } = await import('@skerry/lab/lab-state');
  const { topology } = await import('@skerry/lab/topology');
  const state = readState(labPaths(await labDirectory(cli)));
  if (!state) return [];
  const { nodes } = topology(state.clusters, state.hostsPerCluster);
  return nodes
    .filter(({ role }) => role !== 'switch')
    .map(({ name, role, cluster }) => ({ word: name, about: role === 'host' ? `host of cluster${cluster}` : role }));
}
