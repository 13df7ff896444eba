/** What a thread is asked to make, and what it says: plain values. */
import type { Failure } from '@skerry/kit';
import type { ConvertOptions } from '../disk/convert.ts';
import type { RawRootOptions, RootLayer } from '../root/raw-root.ts';

export type MakeJob = { readonly target: string } & (
  | {
      readonly make: 'disk';
      readonly path: string;
      readonly options: Omit<ConvertOptions, 'onProgress' | 'signal'>;
    }
  | {
      readonly make: 'root';
      readonly layers: readonly RootLayer[];
      readonly options: Omit<RawRootOptions, 'onProgress' | 'signal'>;
    }
);

export interface Made {
  readonly virtualBytes: number;
  /** Of the target. */
  readonly fileBytes: number;
  /** Of a root: names of attributes that were left out, and on how many files. */
  readonly dropped: readonly (readonly [name: string, files: number])[];
}

export interface MakeProgress {
  readonly done: number;
  readonly of: number;
}

export type Said =
  | { readonly progress: MakeProgress }
  | { readonly made: Made }
  | { readonly failed: { readonly failure: Failure; readonly context: Readonly<Record<string, unknown>> } };
