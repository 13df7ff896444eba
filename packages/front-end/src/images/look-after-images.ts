/**
 * Looks whether the files of the datastores are still what they were. It owns nothing: `ImageFiles` sets a changed one
 * aside, and its image then says that it has no file. Nothing depends on when a round comes.
 */
import { type Log, toFailure } from '@skerry/kit';
import type { Model } from '@skerry/api/state/model';
import type { ImageFiles } from './image-files.ts';

export interface LookAfterImages {
  readonly images: ImageFiles;
  readonly model: Model;
  readonly log: Log;
}

/** One round; ended by `isOver` after the file that is under way. */
export async function lookAfterImages(
  { images, model, log }: LookAfterImages,
  isOver: () => boolean = () => false,
): Promise<void> {
  // Of one moment: what is registered meanwhile has just been read.
  const registered = [...model.all('image')];
  for (const { id, digest, datastoreId } of registered) {
    const directory = model.get('datastore', datastoreId)?.path;
    if (directory === undefined || digest === undefined || isOver()) continue;
    try {
      if (!(await images.setAsideIfChanged(directory, digest))) continue;
      log.error(
        { imageId: id, aside: images.asideOf(directory, digest) },
        'the file of an image was changed; set aside',
      );
    } catch (error) {
      log.warn({ imageId: id, err: error, code: toFailure(error).code }, 'the file of an image could not be looked at');
    }
  }
}
