import type { Datastore, Disk, HostIntent, Image, Instance, InstanceObservation, Lease } from '@skerry/domain';
import { type Entry, readStoreBeside } from '@skerry/store';
import { namesOf } from './names-of.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentKnowledge, ControllerKnowledge, FrontEndKnowledge, Knowledge } from './knowledge.ts';
import { agentDirectory, controllerDirectory, type Site } from './site.ts';

/** Reads what the stores say while the processes run. @throws SkerryError of the store that cannot be read. */
export async function readKnowledge(site: Site): Promise<Knowledge> {
  // The controller first: what it deletes it deletes after the agent, so that no disk looks forgotten in between.
  const controller = await readStoreBeside(storeOf(controllerDirectory(site)));
  const agent = await readStoreBeside(storeOf(agentDirectory(site)));
  const frontEnd = site.frontEndDirectory === undefined ? undefined : await readFrontEnd(site.frontEndDirectory);
  return {
    ...(agent && { agent: agentKnowledge(agent.entries, await hostId(site)) }),
    ...(controller && { controller: controllerKnowledge(controller.entries) }),
    ...(frontEnd && { frontEnd }),
  };
}

const storeOf = (directory: string) => join(directory, 'store.db');
const below = (entries: readonly Entry[], prefix: string) => entries.filter(({ key }) => key.startsWith(prefix));
const idOf = (key: string) => Number(key.slice(key.lastIndexOf('/') + 1));
const valuesOf = <T>(entries: readonly Entry[], prefix: string) =>
  below(entries, prefix).map(({ value }) => value as unknown as T);
const mapOf = <T>(entries: readonly Entry[], prefix: string) =>
  new Map(below(entries, prefix).map(({ key, value }) => [idOf(key), value as unknown as T]));

const holdersOf = (entries: readonly Entry[], prefix: string) =>
  new Map(below(entries, prefix).map(({ key, value }) => [key.slice(prefix.length), Number(value)]));

export function agentKnowledge(entries: readonly Entry[], host?: number): AgentKnowledge {
  return {
    ...(host === undefined ? {} : { hostId: host }),
    intents: mapOf<HostIntent>(entries, '/intents/instance/'),
    observed: mapOf<InstanceObservation>(entries, '/observed/instance/'),
    networks: new Set(mapOf(entries, '/intents/network/').keys()),
    slots: new Map([...mapOf<{ readonly slot: number }>(entries, '/slots/guest/')].map(([id, { slot }]) => [id, slot])),
  };
}

export function controllerKnowledge(entries: readonly Entry[]): ControllerKnowledge {
  return {
    instances: mapOf<Instance>(entries, '/state/instance/'),
    disks: valuesOf<Disk>(entries, '/state/disk/'),
    leases: valuesOf<Lease>(entries, '/state/lease/'),
    addresses: holdersOf(entries, '/address/'),
    macs: holdersOf(entries, '/mac/'),
    images: new Set(valuesOf<Image>(entries, '/catalogue/image/').map((image) => image.digest)),
  };
}

async function readFrontEnd(directory: string): Promise<FrontEndKnowledge | undefined> {
  const store = await readStoreBeside(storeOf(directory));
  return store && frontEndKnowledge(store.entries);
}

export function frontEndKnowledge(entries: readonly Entry[]): FrontEndKnowledge {
  return {
    images: new Set(valuesOf<Image>(entries, '/catalogue/image/').map((image) => image.digest)),
    datastores: valuesOf<Datastore>(entries, '/catalogue/datastore/').map((datastore) => datastore.path),
    names: new Map(
      below(entries, '/name/').map(({ key, value, modRevision }) => [key, { id: Number(value), modRevision }]),
    ),
    objects: namesOf(entries),
  };
}

async function hostId(site: Site): Promise<number | undefined> {
  try {
    const text = await readFile(join(agentDirectory(site), 'link', 'identity.json'), 'utf8');
    return (JSON.parse(text) as { readonly id: number }).id;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
