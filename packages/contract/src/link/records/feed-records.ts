import type { CatalogueKind, ToldKind } from '@skerry/domain';
import type { z } from 'zod';
import type { FeedName } from '../feeds.ts';
import * as catalogue from './catalogue.ts';
import * as state from './cluster-state.ts';
import { commandRecord } from './command.ts';
import { historyRecord } from './history.ts';
import { hostIntentRecord, hostNetworkRecord, instanceRecord, observationRecord } from './instance.ts';

/** Raise it when a schema takes more than before: what older readers left out is told once more. */
export const recordsEdition = '6';

export interface RecordKind {
  readonly schema: z.ZodType;
  /** What the key ends in: a number, or nothing. */
  readonly key: 'number' | 'alone';
  /** The field that says the same number as the key. */
  readonly numbered?: string;
}

const numbered = (schema: z.ZodType, field: string): RecordKind => ({ schema, key: 'number', numbered: field });

/**
 * What each feed carries: by the first word of the key, of what shape. Keys of commands are numbers without a word
 * before them. What stands not here is not taken over, by anybody.
 */
export const feedRecords = {
  catalogue: {
    cluster: numbered(catalogue.clusterRecord, 'id'),
    datastore: numbered(catalogue.datastoreRecord, 'id'),
    group: numbered(catalogue.groupRecord, 'id'),
    host: numbered(catalogue.hostRecord, 'id'),
    image: numbered(catalogue.imageRecord, 'id'),
    marketplace: numbered(catalogue.marketplaceRecord, 'id'),
    network: numbered(catalogue.networkRecord, 'id'),
    template: numbered(catalogue.templateRecord, 'id'),
    token: numbered(catalogue.tokenRecord, 'id'),
    user: numbered(catalogue.userRecord, 'id'),
  } satisfies Record<CatalogueKind, RecordKind>,
  commands: { '': numbered(commandRecord, 'id') },
  'cluster-state': {
    instance: numbered(instanceRecord, 'id'),
    disk: numbered(state.diskRecord, 'id'),
    lease: numbered(state.leaseRecord, 'id'),
    controller: { schema: state.controllerRecord, key: 'alone' },
    'host-status': numbered(state.hostStatusRecord, 'hostId'),
    'command-result': numbered(state.commandResultRecord, 'commandId'),
    audit: numbered(state.auditRecordRecord, 'sequence'),
    history: numbered(historyRecord, 'instanceId'),
  } satisfies Record<ToldKind, RecordKind> & Readonly<Record<string, RecordKind>>,
  intents: {
    instance: numbered(hostIntentRecord, 'instanceId'),
    network: numbered(hostNetworkRecord, 'networkId'),
  },
  observations: {
    instance: { schema: observationRecord, key: 'number' },
    history: numbered(historyRecord, 'instanceId'),
    report: { schema: state.reportRecord, key: 'alone' },
  },
} as const satisfies Record<FeedName, Readonly<Record<string, RecordKind>>>;
