/** What the lab asks of the cloud in it, by the ordinary API. */
import type { Client } from '@skerry/sdk';
import type { LabPaths } from './lab-state.ts';
import type { LabNode } from './topology.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seconds that a token lives: long enough for a slow machine to start what uses it. */
const lifetimeSeconds = 900;

export async function ensureCluster(client: Client, name: string): Promise<number> {
  for await (const cluster of client.pages('cluster.list', { name })) return cluster.id;
  return (await client.call('cluster.create', { body: { name } })).data.id;
}

/** A one-time token, for what has not joined yet. */
export async function joinEnvironment(
  client: Client,
  paths: LabPaths,
  node: LabNode,
  clusterId: number,
): Promise<Record<string, string>> {
  const [folder, route] =
    node.role === 'host'
      ? (['agent', 'cluster.host-join-token'] as const)
      : (['controller', 'cluster.join-token'] as const);
  if (existsSync(join(paths.node(node.name), folder, 'link', 'identity.json'))) return {};
  const { data } = await client.call(route, { params: { id: clusterId }, body: { lifetimeSeconds } });
  return { SKERRY_JOIN_TOKEN: data.token };
}

export async function clusterOnline(client: Client, id: number): Promise<boolean> {
  return (await client.call('cluster.get', { params: { id } })).data.state === 'online';
}

/** Numbers of the hosts that are online. */
export async function onlineHosts(client: Client): Promise<Set<number>> {
  const ids = new Set<number>();
  for await (const host of client.pages('host.list')) if (host.state === 'online') ids.add(host.id);
  return ids;
}

/** The number that a host got when it joined; undefined before. */
export function hostIdOf(paths: LabPaths, node: LabNode): number | undefined {
  const file = join(paths.node(node.name), 'agent', 'link', 'identity.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { id: number }).id : undefined;
}

/** Hosts join under a name made from their key; in the lab they are called what their machines are called. */
export async function nameHosts(client: Client, paths: LabPaths, nodes: readonly LabNode[]): Promise<void> {
  const names = new Map<number, string>();
  for await (const { id, name } of client.pages('host.list')) names.set(id, name);
  for (const node of nodes) {
    const id = hostIdOf(paths, node);
    if (id === undefined || names.get(id) === node.name) continue;
    await client.call('host.patch', { params: { id }, body: { name: node.name } });
  }
}

export async function ensureNetwork(client: Client, clusterId: number, name: string, cidr: string): Promise<number> {
  for await (const network of client.pages('network.list', { name })) return network.id;
  const body = { name, clusterId, cidr, permissions: 'um-u--u--' };
  return (await client.call('network.create', { body })).data.id;
}
