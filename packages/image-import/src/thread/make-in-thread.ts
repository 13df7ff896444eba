/** Starts the thread that makes an image, and hears it to its end. */
import { SkerryError } from '@skerry/kit';
import { once } from 'node:events';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { asImportError, importError } from '../errors.ts';
import type { Made, MakeJob, MakeProgress, Said } from './job.ts';

/** MiB of its heap: facts of a root are bounded by `mostFactBytes`, and take several times that as objects. */
const heapMiB = 1536;
/** Milliseconds in which it ends what it has started, when it is told to. */
const endMs = 10_000;

/** A bundle has it beside itself, under the name that the build gives it. */
const entry = () =>
  basename(import.meta.url) === 'make-in-thread.ts'
    ? new URL('./make-thread.ts', import.meta.url)
    : new URL('./image-maker.mjs', import.meta.url);

export interface MakeOptions {
  readonly onProgress?: (progress: MakeProgress) => void;
  readonly signal?: AbortSignal;
}

/** There is the whole target or nothing. @throws errors of this package and of image-formats */
export async function makeInThread(job: MakeJob, { onProgress, signal }: MakeOptions = {}): Promise<Made> {
  const isEnded = () => signal?.aborted === true;
  if (isEnded()) throw importError('import-aborted', 'It was ended before it began.');
  const worker = new Worker(entry(), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    // Nothing of the environment is for it, but what finds programs.
    env: { PATH: process.env['PATH'] ?? '' },
  });
  let said: Exclude<Said, { progress: unknown }> | undefined;
  let broken: unknown;
  worker.on('message', (message: Said) => {
    if ('progress' in message) onProgress?.(message.progress);
    else said = message;
  });
  worker.on('error', (error) => (broken = error));
  let killer: NodeJS.Timeout | undefined;
  const end = () => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage('end');
    killer = setTimeout(() => void worker.terminate(), endMs);
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    await once(worker, 'exit');
  } finally {
    signal?.removeEventListener('abort', end);
    clearTimeout(killer);
  }
  if (said !== undefined && 'made' in said) return said.made;
  if (said !== undefined) throw new SkerryError(said.failed.failure, said.failed.context);
  if (isEnded()) throw importError('import-aborted', 'It was ended while the image was made.');
  if ((broken as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    throw importError('import-too-much', 'It took more memory than is allowed while the image was made.');
  }
  throw asImportError(broken, 'the image was made');
}
