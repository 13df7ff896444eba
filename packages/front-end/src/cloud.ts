import type { SampleRings } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { Store } from '@skerry/store';
import type { LogInLimits } from './auth/log-in-limits.ts';
import type { ClusterLinks } from './clusters/links-port.ts';
import type { Consoles } from './consoles/consoles.ts';
import type { ImageFiles } from './images/image-files.ts';
import type { SampleGaps } from './samples/sample-gaps.ts';
import type { Ids } from './state/ids.ts';
import type { Model } from './state/model.ts';

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
  readonly sampleGaps: SampleGaps;
  readonly images: ImageFiles;
  readonly logInLimits: LogInLimits;
  readonly consoles: Consoles;
  readonly version: string;
  readonly startedAt: string;
  /** Directory of the first image datastore and of the certificate authority. */
  readonly dataDirectory: string;
  /** Seconds a log-in lasts. */
  readonly sessionSeconds: number;
  readonly overTls: boolean;
}
