import type { Bounds } from './receive-content.ts';

export interface Wish extends Bounds {
  /** What it must turn out to be; absent: it is kept whatever it is. */
  readonly digest?: string;
  /** Called with the whole file before it has its name; what is thrown is why it is not kept. */
  readonly inspect?: (path: string) => Promise<void>;
  /** Called with its digest, last of all before it gets its name. */
  readonly announce?: (digest: string) => Promise<void>;
}

/** Under which name what comes is gone on with: its digest, or, where nobody knows that, another of that shape. */
export type PartOf =
  | { readonly digest: string; readonly part?: undefined }
  | { readonly digest?: string; readonly part: string };
