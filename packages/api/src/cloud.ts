import type { Instance, Limits, SampleRings, Subject } from '@skerry/domain';
import type { Clock, Log, ReconcilerStatus } from '@skerry/kit';
import type { Store, Write } from '@skerry/store';
import type { Devices } from './auth/devices.ts';
import type { LogInLimits } from './auth/log-in-limits.ts';
import type { TokenUse } from './auth/token-use.ts';
import type { PasswordWork } from './auth/password-work.ts';
import type { Consoles } from './consoles/consoles.ts';
import type { Kind, Objects } from './catalogue/objects.ts';
import type { VisibleInstance } from './instances/visible.ts';
import type { SampleGaps } from './samples/sample-gaps.ts';
import type { ClusterLinks } from './ports/cluster-links.ts';
import type { ImageImports } from './ports/image-imports.ts';
import type { AskedMarketplaces } from './ports/asked-marketplaces.ts';
import type { KeptImages } from './ports/kept-images.ts';
import type { Faults } from './views/faults.ts';
import type { HostNames } from './http/host-names.ts';
import type { Proxies } from './http/proxies.ts';
import type { Model } from './state/model.ts';
import type { SiteFacts } from './site/site-facts.ts';

/** A view as JSON, with its tag. */
export interface ShownText {
  readonly text: string;
  readonly etag: string;
}

export interface InstanceTextCache {
  /** The view as JSON. */
  of(instance: VisibleInstance, cloud: Cloud): string;
  tagged(instance: VisibleInstance, cloud: Cloud): ShownText;
}

/** An object in a list. */
export interface Row<K extends Kind> {
  readonly object: Objects[K];
  /** By which it is ordered; null: it has nothing in this column. */
  readonly value: string | number | boolean | null;
}

export interface RowCache {
  /**
   * The objects that `matches` takes, rising by the column, then by number. `question` names everything that `matches`
   * depends on; undefined: more than the objects of the kind, so nothing is remembered.
   */
  selected<K extends Kind>(
    kind: K,
    column: string,
    question: string | undefined,
    matches: (object: Objects[K]) => boolean,
    cloud: Cloud,
  ): readonly Row<K>[];
  /** The same of some numbers alone, without a look at the others: who keeps rows in sight true asks again and again. */
  among<K extends Kind>(
    kind: K,
    column: string,
    ids: readonly number[],
    matches: (object: Objects[K]) => boolean,
    cloud: Cloud,
  ): readonly Row<K>[];
}

/** Numbers for new objects; none is given twice. */
export interface IdSource {
  /** `who` makes it: where numbers are scarce, the last are for administrators. Ask last: a number is used up. */
  next(kind: string, who?: Subject): Promise<number>;
}

/** One of those that keep things as they are wanted, for whoever shows it. */
export interface ShownReconciler {
  readonly status: ReconcilerStatus;
}

/** What every handler may use. It holds ports only; no decision is taken here. */
export interface Cloud {
  readonly store: Store;
  /** Reads. */
  readonly model: Model;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Of this process; each says what it did last. */
  readonly reconcilers: ShownReconciler[];
  readonly limits: Limits;
  readonly links: ClusterLinks;
  readonly samples: SampleRings;
  readonly sampleGaps: SampleGaps;
  readonly images: KeptImages;
  /** Absent at a site. */
  readonly imports?: ImageImports;
  readonly marketplaces: AskedMarketplaces;
  /** What is written with the order to create an instance: that its cluster, and no other, may tell of it. */
  besideCreation(instance: Instance): readonly Write[];
  readonly instanceTexts: InstanceTextCache;
  readonly orderedRows: RowCache;
  readonly logInLimits: LogInLimits;
  readonly consoles: Consoles;
  /** Set aside at the start, now or earlier, because nobody could read them. */
  readonly unreadableRecords: number;
  readonly passwordWork: PasswordWork;
  readonly devices: Devices;
  readonly tokenUse: TokenUse;
  readonly proxies: Proxies;
  readonly hostNames: HostNames;
  readonly version: string;
  readonly startedAt: string;
  /** Seconds a log-in lasts. */
  readonly sessionSeconds: number;
  /** Of the log-in. Browsers keep cookies by host, not by port: each console on a machine has its own. */
  readonly cookieName: string;
  /** Only where this is the console of one cluster's site. */
  readonly site?: SiteFacts;
}
