/** Builds the two images that come with Skerry, and the kernel of guests that bring none, from Debian packages. Owns the image cache directory, and nothing else. */
export { buildImage } from './build-image.ts';
export type { BuildOptions } from './cached-build.ts';
export type { BuiltImage } from './finished-image.ts';
export { buildGuestKernel, type BuiltGuestKernel } from './guest-kernel.ts';
export type { ImageErrorCode } from './image-error.ts';
export { type ImageManifest, type ImageName, imageNames } from './manifest.ts';
export { placeGuestKernel } from './place-guest-kernel.ts';
export { pinImages } from './pinned.ts';
export type { OnProgress } from './root-build.ts';
