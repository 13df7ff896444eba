/**
 * Files that are named by their content, as datastore, copies of a cluster and host keep them: how one is received, held,
 * looked at again, set aside and swept. It owns no record: who keeps files says which are wanted.
 */
export { contentCodeOf, type ContentErrorCode } from './content-error.ts';
export {
  ContentFiles,
  type ContentFilesOptions,
  type ContentStep,
  contentSteps,
} from './content-files.ts';
export { numberedPart } from './content-names.ts';
export { syncDirectory } from './image-file.ts';
export type { WrittenImage } from './image-writer.ts';
export type { ImageVerdict } from './verified-images.ts';
export type { PartOf, Wish } from './wish.ts';
