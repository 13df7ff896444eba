/**
 * Files that are named by their content, as datastore, replica and host keep them: how one is written, copied, made
 * nobody's to change, looked at again, and set aside. It owns no directory and no record: who keeps files asks it.
 */
export { type CopiedImage, copyImage } from './copy-image.ts';
export { imageDigestOf } from './image-digest.ts';
export { ImageWriter, type WrittenImage } from './image-writer.ts';
export { asidePath, openImage, ownImage, setAside } from './image-file.ts';
export { type ImageVerdict, VerifiedImages } from './verified-images.ts';
