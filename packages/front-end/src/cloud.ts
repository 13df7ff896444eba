import type { Clock, Log } from '@skerry/kit';
import type { Store } from '@skerry/store';
import type { LogInLimits } from './auth/log-in-limits.ts';
import type { ImageFiles } from './images/image-files.ts';
import type { SampleRings } from './samples/sample-rings.ts';
import type { Ids } from './state/ids.ts';
import type { Model } from './state/model.ts';

/** What the routes know of the links to the clusters. */
export interface ClusterLinks {
  /** `waiting`: it never joined or was never heard since this front-end began. */
  stateOf(clusterId: number): 'online' | 'cut' | 'waiting';
  /** Seconds since the cluster was heard; null: never. */
  lastHeardSeconds(clusterId: number): number | null;
  /** Asks a cluster that is connected. Throws `cluster-cut` or what it answered. */
  request(clusterId: number, method: string, body: object): Promise<unknown>;
  /** The secret, to be shown once, and when it ends. */
  joinToken(clusterId: number, lifetimeSeconds: number): Promise<{ token: string; expiresAt: string }>;
  /** Ends the links of a cluster that was deleted. */
  forget(clusterId: number): Promise<void>;
}

/** What every handler may use. It holds ports only; no decision is taken here. */
export interface Cloud {
  readonly store: Store;
  /** Reads. */
  readonly model: Model;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: ClusterLinks;
  readonly samples: SampleRings;
  readonly images: ImageFiles;
  readonly logInLimits: LogInLimits;
  readonly version: string;
  readonly startedAt: string;
  /** Directory of the first image datastore and of the certificate authority. */
  readonly dataDirectory: string;
  /** Seconds a log-in lasts. */
  readonly sessionSeconds: number;
  readonly overTls: boolean;
}
