/** Builds the two images that come with Skerry from Debian packages. Owns the image cache directory, and nothing else. */
export { buildImage, type BuildImageOptions, type BuiltImage } from './build-image.ts';
export type { ImageErrorCode } from './image-error.ts';
export { type ImageManifest, type ImageName, imageNames } from './manifest.ts';
export type { OnProgress } from './root-build.ts';
