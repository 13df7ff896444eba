import type { Model } from '@skerry/api/state/model';
import type { Image, Limits } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { Marketplace } from '@skerry/marketplace-contract';
import type { Outbound, OutboundOptions } from '@skerry/outbound';
import type { Store } from '@skerry/store';
import type { ImageImportRecord } from '@skerry/store/layout/front-end';
import type { ImageFiles } from '../image-files.ts';
import type { BlobFiles } from './blob-files.ts';
import type { ImportProgresses } from './import-progress.ts';
import type { ImportRecords } from './import-records.ts';

export interface ImportsOptions {
  readonly store: Store;
  readonly model: Model;
  readonly images: ImageFiles;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
  /** How the world outside is asked: addresses that administrators may reach, a proxy. */
  readonly world: OutboundOptions;
  readonly openMarketplace: (id: number) => Promise<Marketplace>;
  /** Ends the doubt about a file: it stays if an image has it. */
  readonly settle: (datastoreId: number, digest: string) => Promise<void>;
}

/** What the steps of one import are given. */
export interface ImportContext extends ImportsOptions {
  readonly image: Image;
  readonly directory: string;
  readonly record: ImageImportRecord;
  readonly records: ImportRecords;
  readonly blobs: BlobFiles;
  readonly progress: ImportProgresses;
  readonly outbound: Outbound;
  readonly signal: AbortSignal;
}
