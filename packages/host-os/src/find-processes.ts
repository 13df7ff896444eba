import { readdir, readFile, readlink } from 'node:fs/promises';
import { processStartTime } from './process.ts';
import type { ProcessIdentity } from './process.ts';

export interface FoundProcess extends ProcessIdentity {
  readonly argv: readonly string[];
  /** Its number in each process namespace, from ours inwards: proc(5), NSpid. */
  readonly numbers: readonly number[];
}

/** Live processes that have these words, in this order and side by side, among their arguments. Never ourselves. */
export async function findProcesses(words: readonly string[]): Promise<FoundProcess[]> {
  const wanted = `\0${words.join('\0')}\0`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(emptyIfGone);
      return `\0${line}`.includes(wanted) ? describe(Number(pid), line) : undefined;
    }),
  );
  return found.filter((each) => each !== undefined);
}

/** Live processes of the process namespace whose first process this is (that one included). */
export async function processesOfNamespace(firstPid: number): Promise<FoundProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const namespace = await namespaceOf(firstPid);
  if (namespace === undefined) return [];
  const found = await Promise.all(
    pids.map(async (pid) => {
      if ((await namespaceOf(pid)) !== namespace) return undefined;
      return describe(pid, await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(emptyIfGone));
    }),
  );
  return found.filter((each) => each !== undefined);
}

async function namespaceOf(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/ns/pid`).catch((error: NodeJS.ErrnoException) => {
    // Some machines let not even root look at their first process: it is in no namespace of ours.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code ?? '')) return undefined;
    throw error;
  });
}

async function describe(pid: number, line: string): Promise<FoundProcess | undefined> {
  const startTime = await processStartTime(pid);
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(emptyIfGone);
  const numbers = /^NSpid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).map(Number) ?? [pid];
  return startTime === undefined ? undefined : { pid, startTime, argv: line.split('\0').slice(0, -1), numbers };
}

function emptyIfGone(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
  throw error;
}
