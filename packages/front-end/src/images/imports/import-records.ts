/** Reads and writes how imports stand. Every write holds only while the image is imported: else it was deleted meanwhile. */
import { RequestError } from '@skerry/api/errors';
import type { Admission } from '@skerry/api/state/admission';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import { acceptRecord } from '@skerry/contract';
import type { Image } from '@skerry/domain';
import { toFailure } from '@skerry/kit';
import { digestsOf } from './import-plan.ts';
import { type Condition, put, type Store, stored, type Write } from '@skerry/store';
import type { ImageImportRecord } from '@skerry/store/layout/front-end';

type Blob = NonNullable<ImageImportRecord['blobs']>[number];

/** Times a write is tried anew because somebody else wrote to the image. */
const mostTries = 10;

export class ImportRecords {
  readonly #store: Store;
  readonly #admission: Admission;
  readonly #model: Model;

  constructor(store: Store, admission: Admission, model: Model) {
    this.#store = store;
    this.#admission = admission;
    this.#model = model;
  }

  async read(imageId: number): Promise<ImageImportRecord | undefined> {
    return (await this.#store.get(keys.imageImport(imageId)))?.value;
  }

  /** Digests that some import has, or waits for. */
  async wantedBlobs(): Promise<string[]> {
    const all: string[] = [];
    for await (const record of recordsIn(this.#store)) all.push(...digestsOf(record));
    return all;
  }

  /** The `nth` that is here whole. What is there already stays: the same step may be taken twice. */
  addBlob(imageId: number, blob: Blob, nth = 0): Promise<void> {
    return this.change(imageId, (record) => ({ ...record, blobs: [...(record.blobs ?? []).slice(0, nth), blob] }));
  }

  /** Of those that are here, the first ones. */
  keepBlobs(imageId: number, first: number): Promise<void> {
    return this.change(imageId, (record) => ({ ...record, blobs: (record.blobs ?? []).slice(0, first) }));
  }

  /** Changes the record, and with `of` the image; what it costs its owner is admitted. Throws `quota-exceeded`. */
  async change(
    imageId: number,
    change: (record: ImageImportRecord) => ImageImportRecord,
    of?: (image: Image) => Image,
  ): Promise<void> {
    const key = keys.imageImport(imageId);
    await this.#write(imageId, async (image) => {
      const entry = await this.#store.get(key);
      if (entry === undefined) throw gone();
      return {
        conditions: [{ key, is: 'unchanged-since', modRevision: entry.modRevision }],
        writes: [put(key, change(entry.value)), ...(of === undefined ? [] : [imageWrite(of(image))])],
      };
    });
  }

  /** It failed, and waits until somebody tries it again. */
  async fail(imageId: number, error: unknown): Promise<void> {
    const { message, ...rest } = toFailure(error);
    const failure = { ...rest, message: message.slice(0, 2000) };
    await this.#write(imageId, async (image) => ({
      writes: [imageWrite({ ...image, import: { ...image.import, state: 'failed', failure } })],
    })).catch((thrown: unknown) => {
      // Deleted meanwhile.
      if (toFailure(thrown).code !== 'not-found') throw thrown;
    });
  }

  /** It is here: nothing of the import stays. */
  async end(imageId: number, of: (image: Image) => Image, conditions: readonly Condition[]): Promise<void> {
    await this.#write(imageId, async (image) => {
      const { import: _, ...ready } = of(image);
      return { conditions, writes: [imageWrite(ready), { op: 'delete', key: keys.imageImport(imageId) }] };
    });
  }

  async #write(
    imageId: number,
    decide: (
      image: Image,
    ) => Promise<{ readonly conditions?: readonly Condition[]; readonly writes: readonly Write[] }>,
  ): Promise<void> {
    const key = keys.catalogue('image', imageId);
    for (let tries = 1; ; tries++) {
      const entry = await this.#store.get(key);
      if (entry?.value.import === undefined) throw gone();
      const { conditions = [], writes } = await decide(entry.value);
      const leave = this.#admission.enter(this.#ownerOf(entry.value), writes);
      try {
        const unchanged: Condition = { key, is: 'unchanged-since', modRevision: entry.modRevision };
        const { committed } = await this.#store.commit({ conditions: [unchanged, ...conditions], writes });
        if (committed) return;
      } finally {
        leave();
      }
      if (tries === mostTries) throw new RequestError('changed-meanwhile', 'Others changed the image all the time.');
    }
  }

  #ownerOf({ ownerId }: Image) {
    return { userId: ownerId, groupIds: this.#model.get('user', ownerId)?.groupIds ?? [] };
  }
}

/** What could not be read back at the next start is not written: much of it is what strangers say. */
function imageWrite(image: Image): Write {
  const read = acceptRecord('catalogue', { key: `image/${image.id}`, value: stored(image) });
  if (!read.ok) {
    throw new RequestError('not-usable', 'What is said of the image where it comes from cannot be kept.', {
      context: { problem: read.error.message },
    });
  }
  return put(keys.catalogue('image', image.id), image);
}
async function* recordsIn(store: Store): AsyncGenerator<ImageImportRecord> {
  let after: string | undefined;
  do {
    const page = await store.list(keys.imageImports, after === undefined ? {} : { after });
    for (const { value } of page.entries) yield value;
    after = page.next;
  } while (after !== undefined);
}

/** Digests of what imports have whole: it may have a name among images before its image is written. */
export async function blobsOfImports(store: Store): Promise<string[]> {
  const all: string[] = [];
  for await (const { blobs = [] } of recordsIn(store)) all.push(...blobs.map(({ digest }) => digest));
  return all;
}

const gone = () => new RequestError('not-found', 'The image was deleted meanwhile.');
