/**
 * The thread in which one image is made: reading archives and writing a file system keeps a processor busy, and whoever
 * imports has others to answer. It is given a job, says how far it is, and ends with what came of it. A message ends it
 * before; who ends it harder finds what `convert` and `writeRoot` leave behind.
 */
import { SkerryError, toFailure } from '@skerry/kit';
import { parentPort, workerData } from 'node:worker_threads';
import { convert } from '../disk/convert.ts';
import { writeRoot } from '../root/write-root.ts';
import type { Made, MakeJob, MakeProgress, Said } from './job.ts';

/** Milliseconds between two words of progress. Shorter: the other side is woken for nothing. */
const tellMs = 250;

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const say = (said: Said) => parentPort?.postMessage(said);

async function make(job: MakeJob, onProgress: (progress: MakeProgress) => void, signal: AbortSignal): Promise<Made> {
  if (job.make === 'disk') {
    const { virtualBytes, fileBytes } = await convert(job.path, job.target, { ...job.options, onProgress, signal });
    return { virtualBytes, fileBytes, dropped: [] };
  }
  const written = await writeRoot(job.layers, job.target, { ...job.options, onProgress, signal });
  return { virtualBytes: written.virtualBytes, fileBytes: written.fileBytes, dropped: [...written.dropped] };
}

const ending = new AbortController();
parentPort?.once('message', () => ending.abort());
let told = -Infinity;
try {
  const made = await make(
    workerData as MakeJob,
    (progress) => {
      if (performance.now() - told < tellMs) return;
      told = performance.now();
      say({ progress });
    },
    ending.signal,
  );
  say({ made });
} catch (error) {
  // What is no error of ours is told by its text: only texts pass from thread to thread.
  const context = error instanceof SkerryError ? plain(error.context) : { thrown: String(error) };
  say({ failed: { failure: toFailure(error), context } });
} finally {
  parentPort?.close();
}

function plain(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
}
