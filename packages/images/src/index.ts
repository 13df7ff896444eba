/** Builds the two images that come with Skerry from Debian packages. Owns the image cache directory, and nothing else. */
export { buildImage, type BuildImageOptions } from './build-image.ts';
export type { BuiltImage } from './finished-image.ts';
export type { ImageErrorCode } from './image-error.ts';
export { type ImageManifest, type ImageName, imageNames } from './manifest.ts';
export { pinImages } from './pinned.ts';
export type { OnProgress } from './root-build.ts';
