/**
 * From what was fetched or uploaded to a disk. It knows no store and no API: it is given a file and the name of a target,
 * and afterwards there is the whole target or nothing.
 */
export { type Converted, type ConvertOptions, convert } from './disk/convert.ts';
export { type Section } from './disk/qemu-img.ts';
export { type ImportErrorCode } from './errors.ts';
export { inspectFile } from './open-image.ts';
export type { Archive } from './root/archive.ts';
export type { RootLimits } from './root/budget.ts';
export type { RawRootOptions as RootOptions, RootLayer } from './root/raw-root.ts';
export { type WrittenRoot, writeRoot } from './root/write-root.ts';
export type { Made, MakeJob, MakeProgress } from './thread/job.ts';
export { makeInThread, type MakeOptions } from './thread/make-in-thread.ts';
