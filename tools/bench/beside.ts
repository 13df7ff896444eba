/**
 * `npm run bench -- <name> --beside <revision> [--rounds N]`: the benchmark of this tree and that of another revision, one
 * after the other and again, so that both get the same hours of a noisy machine. A figure is compared by its name; what
 * only one of them measures is left out, and said. The other tree lies in a temporary folder and is gone afterwards.
 */
import { run } from '@skerry/host-os';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../bench/bench.ts';
import { root } from '../bootstrap/report.mjs';

/** What a benchmark prints last with `--json`. */
interface Result {
  readonly figures: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
}

export interface Compared {
  readonly name: string;
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  readonly beforeSamples: readonly number[];
  readonly nowSamples: readonly number[];
}

/** A benchmark takes minutes; one that hangs must not take a day. */
const deadlineMs = 45 * 60_000;

export async function besideRevision(
  name: string,
  revision: string,
  rounds: number,
  rest: readonly string[],
  say: (line: string) => void,
): Promise<Compared[]> {
  const folder = await mkdtemp(join(tmpdir(), 'skerry-beside-'));
  const other = join(folder, 'tree');
  try {
    await run('git', ['worktree', 'add', '--quiet', '--detach', other, revision], { cwd: root });
    await installLike(other);
    const seen = { before: [] as Result[], now: [] as Result[] };
    for (let round = 1; round <= rounds; round++) {
      // Whoever comes first in a round comes second in the next: a cache or a clock that warms up favours nobody.
      const order = round % 2 === 1 ? (['before', 'now'] as const) : (['now', 'before'] as const);
      for (const which of order) {
        say(`round ${round} of ${rounds}: ${which === 'before' ? revision : 'this tree'}`);
        seen[which].push(await once(which === 'before' ? other : root, name, rest));
      }
    }
    return compare(seen.before, seen.now);
  } finally {
    await run('git', ['worktree', 'remove', '--force', other], { cwd: root, okCodes: [0, 128] });
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same packages where both trees ask for the same; else what its own lock file says. */
async function installLike(other: string): Promise<void> {
  const [ours, theirs] = await Promise.all([root, other].map(packagesOf));
  if (ours === theirs)
    await run('cp', ['-al', join(root, 'node_modules'), join(other, 'node_modules')], { deadlineMs });
  else await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: other, deadlineMs });
}

/** What comes from the registry: our own packages are links, which lead into each tree itself. */
async function packagesOf(tree: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(tree, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { link?: boolean; integrity?: string }>;
  };
  return JSON.stringify(
    Object.entries(lock.packages).flatMap(([path, { link, integrity }]) =>
      path.startsWith('node_modules/') && link !== true ? [[path, integrity]] : [],
    ),
  );
}

async function once(tree: string, name: string, rest: readonly string[]): Promise<Result> {
  const node = join(tree, 'node_modules', '.bin', 'node');
  const env = {
    ...(process.env as Record<string, string>),
    PATH: `${join(tree, 'node_modules', '.bin')}:${process.env['PATH']}`,
  };
  const { stdout } = await run(node, [join(tree, 'tools', 'bench.ts'), name, '--json', ...rest], {
    cwd: tree,
    env,
    deadlineMs,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Result;
}

/** By name, the median of each side; in the order of this tree's. */
export function compare(before: readonly Result[], now: readonly Result[]): Compared[] {
  const samplesOf = (results: readonly Result[], name: string) =>
    results.flatMap(({ figures }) => figures.filter((figure) => figure.name === name).map(({ value }) => value));
  return (now[0]?.figures ?? []).flatMap(({ name, unit }) => {
    const [beforeSamples, nowSamples] = [samplesOf(before, name), samplesOf(now, name)];
    if (beforeSamples.length === 0) return [];
    return [{ name, unit, before: median(beforeSamples), now: median(nowSamples), beforeSamples, nowSamples }];
  });
}
