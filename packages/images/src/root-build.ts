import type { DebianPackage } from './debian-archive.ts';

export type OnProgress = (step: string, fraction?: number) => void;

/** What every recipe gets to make its root directory with. */
export interface RootBuild {
  /** To be filled; exists and is empty. */
  readonly rootDirectory: string;
  /** For anything else; removed by the caller whatever happens. */
  readonly workDirectory: string;
  readonly packages: readonly DebianPackage[];
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}
