import { type Entry, entriesUnder, idOf, type Prefix, readStoreBeside } from '@skerry/store';
import { agentKeys } from '@skerry/store/layout/agent';
import { controllerKeys } from '@skerry/store/layout/controller';
import { frontEndKeys, type ImageImportRecord } from '@skerry/store/layout/front-end';
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
const valuesOf = <T>(entries: readonly Entry[], prefix: Prefix<T>): T[] =>
  entriesUnder(prefix, entries).map(({ value }) => value);
const mapOf = <T>(entries: readonly Entry[], prefix: Prefix<T>): Map<number, T> =>
  new Map(entriesUnder(prefix, entries).map(({ key, value }) => [idOf(key), value]));
const digestsOf = (entries: readonly Entry[], prefix: Prefix<{ readonly digest?: string }>) =>
  new Set(valuesOf(entries, prefix).flatMap(({ digest }) => digest ?? []));

const holdersOf = (entries: readonly Entry[], prefix: Prefix<number>) =>
  new Map(entriesUnder(prefix, entries).map(({ key, value }) => [key.slice(prefix.length), value]));

export function agentKnowledge(entries: readonly Entry[], host?: number): AgentKnowledge {
  return {
    ...(host === undefined ? {} : { hostId: host }),
    intents: mapOf(entries, agentKeys.intentInstances),
    observed: mapOf(entries, agentKeys.observedInstances),
    networks: new Set(mapOf(entries, agentKeys.intentNetworks).keys()),
    slots: new Map([...mapOf(entries, agentKeys.guestSlots)].map(([id, { slot }]) => [id, slot])),
  };
}

export function controllerKnowledge(entries: readonly Entry[]): ControllerKnowledge {
  return {
    instances: mapOf(entries, controllerKeys.instances),
    disks: valuesOf(entries, controllerKeys.disks),
    leases: valuesOf(entries, controllerKeys.leases),
    addresses: holdersOf(entries, controllerKeys.addresses),
    macs: holdersOf(entries, controllerKeys.macs),
    images: digestsOf(entries, controllerKeys.images),
  };
}

async function readFrontEnd(directory: string): Promise<FrontEndKnowledge | undefined> {
  const store = await readStoreBeside(storeOf(directory));
  return store && frontEndKnowledge(store.entries);
}

export function frontEndKnowledge(entries: readonly Entry[]): FrontEndKnowledge {
  return {
    images: digestsOf(entries, frontEndKeys.catalogueOf('image')),
    datastores: valuesOf(entries, frontEndKeys.catalogueOf('datastore')).map(({ path }) => path),
    imports: {
      ids: [...mapOf(entries, frontEndKeys.imageImports).keys()],
      digests: valuesOf(entries, frontEndKeys.imageImports).flatMap(digestsOfImport),
    },
    names: new Map(
      entriesUnder(frontEndKeys.names, entries).map(({ key, value, modRevision }) => [key, { id: value, modRevision }]),
    ),
    objects: namesOf(entries),
  };
}

function digestsOfImport({ digest, offer }: ImageImportRecord): string[] {
  const { blobs = [] } = (offer ?? {}) as { readonly blobs?: readonly { readonly digest?: string }[] };
  return [digest, ...blobs.map((blob) => blob.digest)].filter((each) => each !== undefined);
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
