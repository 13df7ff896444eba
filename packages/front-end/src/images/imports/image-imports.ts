/**
 * How images come: each is imported by steps that are written down one by one, so that whoever dies goes on where it was
 * (`import-plan.ts`). It owns `/image-import/…`, the field `import` of images, and what is on its way in the blob
 * directories; the file of the image is `ImageFiles`'. If we die, a part is gone on with, what was half made is removed
 * at the start, and a file whose image was not written yet is doubted. Deleting the image ends its import.
 */
import { RequestError } from '@skerry/api/errors';
import type { ImageImportRecord } from '@skerry/store/layout/front-end';
import type { ImageImports as ImportsPort, UploadPiece } from '@skerry/api/ports/image-imports';
import { Admission } from '@skerry/api/state/admission';
import type { UploadState } from '@skerry/contract';
import type { Image, ImportProgress } from '@skerry/domain';
import { Reconciler, toFailure } from '@skerry/kit';
import { Outbound } from '@skerry/outbound';
import { asImportError } from '../import-error.ts';
import { BlobFiles } from './blob-files.ts';
import { fetchBlob, fetchUrl } from './fetch.ts';
import type { ImportContext, ImportsOptions } from './import-context.ts';
import { nextStep } from './import-plan.ts';
import { ImportProgresses } from './import-progress.ts';
import { ImportRecords } from './import-records.ts';
import { keepImage } from './keep-image.ts';
import { resolveOffer } from './resolve-offer.ts';
import { assertRoom } from './room.ts';
import { Slots } from './slots.ts';
import { Uploads } from './uploads.ts';

/** Milliseconds between two looks for blobs that nobody wants. */
const sweepMs = 600_000;
const hourMs = 3_600_000;

export class ImageImports implements ImportsPort {
  readonly reconciler: Reconciler<number>;
  readonly sweeper: Reconciler<'all'>;
  readonly #options: ImportsOptions;
  readonly #records: ImportRecords;
  readonly #blobs: BlobFiles;
  readonly #progress: ImportProgresses;
  readonly #uploads = new Uploads();
  readonly #slots: Slots;
  /** What asks for everybody, and what asks for administrators. */
  readonly #outbound: { readonly everybody: Outbound; readonly administrators: Outbound };
  readonly #under = new Map<number, { readonly abort: () => void; readonly ended: Promise<void> }>();
  #forgetting: Promise<unknown> = Promise.resolve();
  readonly #stopWatching: () => void;
  #closed = false;

  constructor(options: ImportsOptions) {
    const { store, model, clock, log, limits, world } = options;
    this.#options = options;
    this.#records = new ImportRecords(store, new Admission(model, limits), model);
    this.#blobs = new BlobFiles(clock, limits['image-cache-hours'] * hourMs);
    this.#progress = new ImportProgresses(clock);
    this.#slots = new Slots(limits['image-imports']);
    const { addresses, ...rest } = world;
    const own = addresses?.own === undefined ? {} : { own: addresses.own };
    this.#outbound = { everybody: new Outbound({ ...rest, addresses: own }), administrators: new Outbound(world) };
    const parts = { clock, log };
    this.reconciler = new Reconciler(
      { name: 'imports of images', wakesOn: 'an image that is to be imported', work: (id) => this.#work(id) },
      parts,
    );
    this.sweeper = new Reconciler(
      {
        name: 'blobs of images',
        wakesOn: 'the start',
        everyMs: sweepMs,
        every: () => ['all'] as const,
        work: () => this.#sweep(),
      },
      parts,
    );
    this.#stopWatching = model.onChange((changes) => {
      for (const { kind, id, after } of changes) {
        if (kind !== 'image') continue;
        const isUnderWay = (after as Image | undefined)?.import?.state === 'under-way';
        if (isUnderWay) this.reconciler.wake(id);
        else this.#under.get(id)?.abort();
      }
    });
  }

  /** Before anything else is imported: removes what an earlier life was making, and goes on with the rest. */
  async begin(): Promise<void> {
    const { model } = this.#options;
    for (const { path } of model.all('datastore')) await this.#blobs.cleanUp(path);
    for (const image of model.all('image'))
      if (image.import?.state === 'under-way') this.reconciler.wake(image.id, 'start');
    this.sweeper.wake('all', 'start');
  }

  progressOf(imageId: number): ImportProgress | undefined {
    return this.#progress.of(imageId);
  }

  async uploadOf(imageId: number): Promise<UploadState> {
    const { files, of, isHere } = await this.#uploadOf(imageId);
    return { bytes: isHere ? of : await this.#uploads.bytesOf(imageId, files), of };
  }

  async take(imageId: number, piece: UploadPiece): Promise<UploadState> {
    const { directory, files, of, digest, isHere } = await this.#uploadOf(imageId);
    if (isHere) return { bytes: of, of };
    await assertRoom(directory, of - piece.offset);
    const state = await this.#uploads.take(imageId, piece, {
      files,
      bytes: of,
      digest,
      onProgress: (bytes) => this.#progress.at(imageId, bytes),
      whole: (found) => this.#records.addBlob(imageId, { digest: found, bytes: of }),
    });
    if (state.bytes === of) this.reconciler.wake(imageId);
    return state;
  }

  /** What is under way for it; undefined: nothing. */
  recordOf(imageId: number): Promise<ImageImportRecord | undefined> {
    return this.#records.read(imageId);
  }

  /** The image is gone: nothing of its import stays. What is under way ends first, a moment later. */
  async forget(imageId: number, directory: string, record: ImageImportRecord): Promise<void> {
    const under = this.#under.get(imageId);
    const forgetting = (async () => {
      await under?.ended;
      await this.#uploads.end(imageId);
      this.#progress.end(imageId);
      const wanted = new Set(await this.#records.wantedBlobs());
      await this.#blobs.forget(directory, imageId, record, (digest) => wanted.has(digest));
    })();
    if (under === undefined) return forgetting;
    under.abort();
    this.#forgetting = Promise.all([this.#forgetting, forgetting]).catch((err: unknown) => {
      this.#options.log.warn({ imageId, err }, 'what came for an image that is gone is left to the sweep');
    });
    return undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    for (const under of this.#under.values()) under.abort();
    await Promise.all([this.#uploads.close(), this.reconciler.close(), this.sweeper.close(), this.#forgetting]);
    this.#outbound.everybody.close();
    this.#outbound.administrators.close();
  }

  /** Goes to the end, or to where somebody must send bytes. */
  async #work(imageId: number): Promise<boolean> {
    const found = await this.#contextOf(imageId);
    if (found === undefined || this.#closed) return false;
    const ending = new AbortController();
    const ended = Promise.withResolvers<void>();
    const abort = () => ending.abort(new RequestError('not-found', 'The image was deleted.'));
    this.#under.set(imageId, { abort, ended: ended.promise });
    try {
      return await this.#step({ ...found, signal: ending.signal });
    } catch (thrown) {
      const error = asImportError(thrown);
      // Of a front-end that ends nothing is decided; of an image that is gone there is nothing to tell.
      if (this.#closed || this.#options.model.get('image', imageId) === undefined) return false;
      const { code, kind } = toFailure(error);
      this.#options.log.warn({ imageId, code, err: kind === 'bug' ? error : undefined }, 'an image was not imported');
      await this.#records.fail(imageId, error);
      return false;
    } finally {
      this.#under.delete(imageId);
      await this.#blobs.removeMaking(found.directory, imageId).finally(() => ended.resolve());
    }
  }

  /** True: there is more to do. */
  async #step(context: ImportContext): Promise<boolean> {
    const { image, record, records, progress, signal, directory } = context;
    if (!(await this.#areHere(context))) return true;
    const step = nextStep(record);
    if (step.do === 'upload') return this.#await(context, step.bytes);
    progress.begin(image.id, 'waiting');
    return this.#slots.during(signal, async () => {
      switch (step.do) {
        case 'resolve':
          progress.begin(image.id, 'resolving');
          await resolveOffer(context, step);
          return true;
        case 'fetch-url':
          await records.addBlob(image.id, await fetchUrl(context, step.url));
          return true;
        case 'fetch-blob':
          await records.addBlob(image.id, await fetchBlob(context, step), step.nth);
          return true;
        case 'make':
          await keepImage(context);
          progress.end(image.id);
          await this.#blobs.forgetUpload(directory, record);
          return false;
      }
    });
  }

  /** What was written down before it had its name may have none: then it is asked for again, and comes at once. */
  async #areHere({ image, record, records, blobs, directory, images }: ImportContext): Promise<boolean> {
    if (record.blobs === undefined || record.blobs.length === 0) return true;
    const files = await blobs.in(directory);
    // What is an image as it is has its name among images already, when we died after that.
    const here = await Promise.all(
      record.blobs.map(async ({ digest }) => (await files.has(digest)) || images.has(directory, digest)),
    );
    const first = here.indexOf(false);
    if (first === -1) return true;
    await records.keepBlobs(image.id, first);
    return false;
  }

  async #await({ image, progress, directory, blobs }: ImportContext, of: number): Promise<boolean> {
    const files = await blobs.in(directory);
    const here = await this.#uploads.bytesOf(image.id, files);
    if (this.#progress.of(image.id)?.step !== 'uploading') progress.begin(image.id, 'uploading', of, here);
    if (here < of) return false;
    // All of it came before we died.
    await this.take(image.id, { offset: of, content: nothing() });
    return true;
  }

  async #contextOf(imageId: number): Promise<Omit<ImportContext, 'signal'> | undefined> {
    const { model } = this.#options;
    const image = model.get('image', imageId);
    const directory = image && model.get('datastore', image.datastoreId)?.path;
    const record = await this.#records.read(imageId);
    if (image?.import?.state !== 'under-way' || directory === undefined || record === undefined) return undefined;
    const outbound = record.byAdministrator ? this.#outbound.administrators : this.#outbound.everybody;
    const [records, blobs, progress] = [this.#records, this.#blobs, this.#progress];
    return { ...this.#options, image, directory, record, records, blobs, progress, outbound };
  }

  async #uploadOf(imageId: number) {
    const { model } = this.#options;
    const image = model.get('image', imageId);
    const record = await this.#records.read(imageId);
    const directory = image && model.get('datastore', image.datastoreId)?.path;
    if (record?.source.type !== 'upload' || image?.import?.state !== 'under-way' || directory === undefined) {
      throw new RequestError('image-state', 'This image waits for no upload.');
    }
    const files = await this.#blobs.in(directory);
    const isHere = (record.blobs ?? []).length > 0;
    return { directory, files, of: record.source.bytes, digest: record.digest, isHere };
  }

  async #sweep(): Promise<boolean> {
    const { model, limits } = this.#options;
    const wanted = new Set(await this.#records.wantedBlobs());
    for (const { id } of model.all('image')) wanted.add(BlobFiles.partOf(id));
    for (const { path } of model.all('datastore')) {
      await this.#blobs.sweep(path, (name) => wanted.has(name), limits['image-cache-mib'] * 1024 * 1024);
    }
    return false;
  }
}

async function* nothing(): AsyncGenerator<Buffer, void, void> {}
