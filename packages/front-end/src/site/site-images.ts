import { ImageFiles } from '../images/image-files.ts';

/**
 * The datastores are the front-end's. Whether the cluster or a host has a copy of an image shows when a host wants it:
 * an instance then says what it waits for.
 */
export class SiteImages extends ImageFiles {
  override has(): boolean {
    return true;
  }

  override problemOf(): undefined {
    return undefined;
  }
}
