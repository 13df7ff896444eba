/**
 * How what lies in a store is read: since which edition of records (`recordsEdition` of the contract, 0 before there was
 * one) anything lies under a prefix, and how an older value becomes today's. The first reading asks it of each record at
 * each start, and writes what has changed: nobody who reads later asks how old a value is. A field that a record had not
 * is optional instead, as long as levels of versions side by side tell each other such records. A new prefix needs a row.
 */
import { initSignal } from '@skerry/domain';
import type { Json } from '../port.ts';
import { agentKeys } from './agent.ts';
import { controllerKeys, siteKeys } from './controller.ts';
import { frontEndKeys } from './front-end.ts';
import { unreadable } from './records.ts';

export interface Reading {
  readonly prefix: string;
  /** Builds of this edition, and of each later one, wrote here. */
  readonly since: number;
  /** Today's value; the same object where it is that already. It looks before it makes. */
  readonly today?: (value: Json) => Json;
}

export type StoreName = 'front-end' | 'controller' | 'agent';

/** Signals of builds that took any word: what is not on the list goes into no configuration. */
function withTodaysSignals(value: Json): Json {
  if (typeof value !== 'object' || value === null || !('haltSignal' in value) || !('rebootSignal' in value))
    return value;
  const haltSignal = initSignal(value.haltSignal, 'halt');
  const rebootSignal = initSignal(value.rebootSignal, 'reboot');
  const same = haltSignal === value.haltSignal && rebootSignal === value.rebootSignal;
  return same ? value : { ...value, haltSignal, rebootSignal };
}

const { catalogueOf } = frontEndKeys;

/** Of several rows the first that fits. */
export const readings: Readonly<Record<StoreName, readonly Reading[]>> = {
  'front-end': [
    { prefix: catalogueOf('image'), since: 0, today: withTodaysSignals },
    { prefix: frontEndKeys.allOfCatalogue, since: 0 },
    { prefix: frontEndKeys.sequence(''), since: 0 },
    { prefix: frontEndKeys.formerClusters, since: 4 },
    { prefix: frontEndKeys.leaseBlocks, since: 1 },
    { prefix: frontEndKeys.allPlaced, since: 1 },
    { prefix: frontEndKeys.allUnwritten, since: 1 },
    { prefix: frontEndKeys.commands, since: 0 },
    { prefix: frontEndKeys.answeredCommands, since: 0 },
    { prefix: frontEndKeys.mirrors, since: 0 },
    { prefix: frontEndKeys.names, since: 5 },
    { prefix: frontEndKeys.namesWritten, since: 5 },
    { prefix: frontEndKeys.tickets, since: 5 },
    { prefix: frontEndKeys.allAudit, since: 0 },
    { prefix: frontEndKeys.replies, since: 0 },
    { prefix: frontEndKeys.clusterCursors, since: 0 },
    { prefix: frontEndKeys.hostKeys, since: 0 },
    { prefix: frontEndKeys.clusterJoins, since: 0 },
    { prefix: frontEndKeys.tokenUses, since: 3 },
    { prefix: frontEndKeys.imageImports, since: 6 },
    { prefix: frontEndKeys.links, since: 0 },
    { prefix: frontEndKeys.cloudId, since: 0 },
  ],
  controller: [
    { prefix: controllerKeys.images, since: 0, today: withTodaysSignals },
    { prefix: controllerKeys.catalogue, since: 0 },
    { prefix: controllerKeys.histories, since: 2 },
    { prefix: controllerKeys.controller, since: 1 },
    { prefix: controllerKeys.state, since: 0 },
    { prefix: controllerKeys.addresses, since: 0 },
    { prefix: controllerKeys.macs, since: 5 },
    { prefix: controllerKeys.names, since: 1 },
    { prefix: controllerKeys.intents, since: 0, today: withTodaysSignals },
    { prefix: controllerKeys.observed, since: 0 },
    { prefix: controllerKeys.lostHosts, since: 1 },
    { prefix: controllerKeys.hostTokens, since: 0 },
    { prefix: controllerKeys.localIds(''), since: 1 },
    { prefix: '/ids/', since: 0 },
    { prefix: '/feed/', since: 0 },
    { prefix: siteKeys.all, since: 0 },
  ],
  agent: [
    { prefix: agentKeys.intentInstances, since: 0, today: withTodaysSignals },
    { prefix: agentKeys.intents, since: 0 },
    { prefix: agentKeys.histories, since: 2 },
    { prefix: agentKeys.observed, since: 0 },
    { prefix: agentKeys.boot, since: 1 },
    { prefix: '/slots/', since: 1 },
    { prefix: agentKeys.refused, since: 1 },
    { prefix: agentKeys.intentsCursor, since: 0 },
    { prefix: agentKeys.host, since: 1 },
    { prefix: agentKeys.declaredLost, since: 1 },
  ],
};

/** In all three. */
export const everywhere: readonly Reading[] = [
  { prefix: '/store/origin', since: 0 },
  { prefix: unreadable, since: 1 },
];

/** Undefined: nothing of ours lies there. */
export const readingOf = (store: StoreName, key: string): Reading | undefined =>
  [...readings[store], ...everywhere].find(({ prefix }) => key.startsWith(prefix));

/** Today's value of what lies in a store. Few prefixes have older ones, so it is quick. */
export function todayIn(store: StoreName): (key: string, value: Json) => Json {
  const converted = readings[store].flatMap(({ prefix, today }) => (today === undefined ? [] : [{ prefix, today }]));
  return (key, value) => converted.find(({ prefix }) => key.startsWith(prefix))?.today(value) ?? value;
}
