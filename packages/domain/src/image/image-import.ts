import type { Failure } from '@skerry/kit';

/** Where the content of an image comes from: exactly one is given when it is made. */
export const imageSources = ['path', 'url', 'upload', 'marketplaceId'] as const;
export type ImageSource = (typeof imageSources)[number];

/** Where it came from, for people and for who looks for newer versions. No credentials are in it. */
export interface ImageOrigin {
  readonly source: ImageSource;
  /** Without what may be secret: no query, no name and password. */
  readonly url?: string;
  readonly marketplaceId?: number;
  /** As it was asked for. */
  readonly reference?: string;
  /** Means this very content, as long as the marketplace has it. */
  readonly pinned?: string;
  readonly version?: string;
  /** Of what came, as it was promised or reckoned. */
  readonly digest?: string;
  /** What came was: `oci`, `vmdk`, `tar`. */
  readonly format?: string;
  /** What of it is otherwise than somebody may expect. */
  readonly warnings?: readonly string[];
  /** Of what the file was made, and how: another image with the same has the same file. */
  readonly recipe?: string;
}

/** How an import stands, as it is kept: what changes each second is told beside it. */
export interface ImageImport {
  readonly state: 'under-way' | 'failed';
  /** Why it failed last. */
  readonly failure?: Failure;
  /** Of what is to come, as far as it is known: counted for its owner. */
  readonly expectedBytes?: number;
}

/** In the order in which they are taken. `uploading`: it waits for bytes that somebody sends. */
export const importSteps = ['waiting', 'resolving', 'uploading', 'fetching', 'making', 'keeping'] as const;
export type ImportStep = (typeof importSteps)[number];

export const importStepWords: Readonly<Record<ImportStep, string>> = {
  waiting: 'waits for its turn',
  resolving: 'asks what there is',
  uploading: 'waits for the rest of the upload',
  fetching: 'is fetched',
  making: 'is made into a disk',
  keeping: 'is put into the datastore',
};

/** How far the step under way is. */
export interface ImportProgress {
  readonly step: ImportStep;
  readonly bytes: number;
  /** Absent: nobody knows how many come. */
  readonly of?: number;
  readonly bytesPerSecond?: number;
}

/** Undefined: it cannot be told. Of the step under way only. */
export function secondsLeft({ bytes, of, bytesPerSecond = 0 }: ImportProgress): number | undefined {
  if (of === undefined || bytesPerSecond <= 0) return undefined;
  return Math.ceil(Math.max(0, of - bytes) / bytesPerSecond);
}

/** What may be done to an image, and in which states of its import. */
export const importActions = {
  retry: ['failed'],
  upload: ['under-way'],
} as const satisfies Record<string, readonly ImageImport['state'][]>;
