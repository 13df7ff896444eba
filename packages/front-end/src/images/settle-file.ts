import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import type { Datastore } from '@skerry/domain';
import type { Log } from '@skerry/kit';
import type { Store } from '@skerry/store';
import type { ImageFiles } from './image-files.ts';
import { datastoresIn } from './same-directory.ts';

/**
 * The file goes with the last image that has its content, in whatever datastore of the same directory. The store is
 * asked, not the model: when a commit ended in an error it may be done all the same, and then the file must stay. When
 * the store cannot say, the next start looks.
 */
export async function settleFile(
  datastore: Datastore,
  digest: string,
  images: ImageFiles,
  { store, log, model }: { readonly store: Store; readonly log: Log; readonly model: Model },
): Promise<void> {
  try {
    const sharing = await datastoresIn(datastore.path, model.all('datastore'));
    let after: string | undefined;
    let isUsed = false;
    do {
      const page = await store.list(keys.catalogueOf('image'), after === undefined ? {} : { after });
      isUsed ||= page.entries.some(({ value: i }) => sharing.has(i.datastoreId) && i.digest === digest);
      after = page.next;
    } while (after !== undefined);
    await images.settle(datastore.path, digest, isUsed);
  } catch (error) {
    log.warn({ digest, err: error }, 'whether this image file is needed is left to the next start');
  }
}
