/**
 * All files of tests with real guests, in as many machines of their own as there are processors to keep them apart: a
 * machine that is done with a file takes the next. What a file said is printed when it is through, so that files do not
 * talk across each other; of one that passed, what passed.
 */
import { run } from '@skerry/host-os';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../bootstrap/report.mjs';
import {
  imagesForMachines,
  mayHaveMachines,
  openOwnMachine,
  type OwnMachine,
} from '../own-machine/run-in-own-machine.ts';
import { type Counted, counted, countedIn, sum } from './counted.ts';

/** More: guests without KVM take the processors from each other until deadlines become guesses. */
const most = Math.min(4, availableParallelism());

/** Whoever is long and begins late leaves the other machines idle at the end. The rest comes by name. */
export const longestFirst = [
  'e2e/main-job',
  'e2e/console/accessibility',
  'e2e/compute-kvm.test',
  'e2e/wishes',
  'e2e/attack/attack',
  'e2e/console/real-guests',
  'e2e/lab',
  'e2e/two-machines',
];

/** Answers what was counted. */
export async function allSideBySide(say: (text: string) => void): Promise<Counted> {
  if (!mayHaveMachines()) return oneFailed;
  const images = await imagesForMachines();
  const results = await mkdtemp(join(tmpdir(), 'skerry-test-'));
  const files = inOrder(await filesOfProject());
  let total: Counted = { passed: 0, failed: 0, skipped: 0 };
  const interrupted = new AbortController();
  const onInterrupt = () => interrupted.abort();
  process.on('SIGINT', onInterrupt);
  const takeFiles = async () => {
    const machine = await openOwnMachine(images, [results]);
    try {
      for (let file = files.shift(); file !== undefined && !interrupted.signal.aborted; file = files.shift()) {
        const found = await runFile(machine, file, results, say);
        total = sum(total, found);
      }
    } finally {
      await machine.close();
    }
  };
  try {
    const ended = await Promise.allSettled(Array.from({ length: Math.min(most, files.length) }, takeFiles));
    for (const end of ended) {
      if (end.status === 'fulfilled') continue;
      say(`${end.reason instanceof Error ? end.reason.message : String(end.reason)}\n`);
      total = sum(total, oneFailed);
    }
    return interrupted.signal.aborted ? sum(total, oneFailed) : total;
  } finally {
    process.off('SIGINT', onInterrupt);
    await rm(results, { recursive: true, force: true });
  }
}

const oneFailed: Counted = { passed: 0, failed: 1, skipped: 0 };

export async function filesOfProject(): Promise<string[]> {
  const { stdout } = await run('vitest', ['list', '--filesOnly', '--project=e2e'], { cwd: root, deadlineMs: 60_000 });
  const files = [...stdout.matchAll(/^\[e2e\] (\S+)$/gm)].map(([, file = '']) => file);
  if (files.length === 0) throw new Error('vitest names no files with real guests.');
  return files;
}

export function inOrder(files: readonly string[]): string[] {
  const place = (file: string) => {
    const at = longestFirst.findIndex((start) => file.startsWith(start));
    return at === -1 ? longestFirst.length : at;
  };
  return files.toSorted((a, b) => place(a) - place(b) || a.localeCompare(b));
}

async function runFile(
  machine: OwnMachine,
  file: string,
  results: string,
  say: (text: string) => void,
): Promise<Counted> {
  const place = join(results, file.replaceAll('/', '-'));
  const report = `${place}.json`;
  const output = await open(place, 'w');
  try {
    const args = ['run', '--project=e2e', ...countedIn(report), file];
    const status = await machine.run('vitest', args, { env: { NO_COLOR: '1' }, output: output.fd });
    const said = await readFile(place, 'utf8');
    say(status === 0 ? (said.match(/^ *[✓↓] .*\n/gm)?.join('') ?? '') : said);
    return counted(report, status);
  } finally {
    await output.close();
  }
}
