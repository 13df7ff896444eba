/**
 * `npm run campaign -- <name> [--seed N] [--rounds X]`: the random tests of `npm test`, longer and with another seed.
 * `--rounds` multiplies what `npm test` does. A failure is repeated with the same name, seed and rounds.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { root } from './bootstrap/report.mjs';
import { runInOwnMachine } from './own-machine/run-in-own-machine.ts';

interface CampaignFiles {
  readonly about: string;
  /** `e2e` needs root, for real guests in a machine of their own. */
  readonly projects: readonly ('unit' | 'e2e')[];
  /** What vitest matches file names with. */
  readonly files: readonly string[];
  /** How many times what `npm test` does, unless told. */
  readonly rounds: number;
}

const campaigns: Readonly<Record<string, CampaignFiles>> = {
  link: {
    about: 'cuts and dead cables under commands, images and consoles; whatever an enemy sends; walks of the session',
    projects: ['unit'],
    files: ['packages/link'],
    rounds: 20,
  },
  api: {
    about: 'any request by anybody, slow and broken clients, memory, pages and repetitions over changing data',
    projects: ['unit'],
    files: ['garbage', 'well-formed', 'raw-bytes', 'slow', 'memory', 'lists', 'repeats'].map(
      (name) => `packages/api/src/http/${name}.test.ts`,
    ),
    rounds: 10,
  },
  compromised: {
    about:
      'whatever a compromised cluster says to the front-end, or a compromised host to its controller; restarts between',
    projects: ['unit'],
    files: ['compromised-fuzz.test.ts'],
    rounds: 10,
  },
  imports: {
    about: 'images and archives with any bytes: refused with a sentence, or without an error when they are made',
    projects: ['unit'],
    files: ['packages/image-formats/src/mutated', 'packages/image-import/src/root/mutated'],
    rounds: 100,
  },
  store: {
    about: 'kill -9 in a storm of writes, torn files; every acknowledged write is there, or an error says so',
    projects: ['unit'],
    files: ['packages/store'],
    rounds: 40,
  },
  walks: {
    about:
      'random lives of instances: commands, crashes, faults, restarts and cuts in any order; also with real guests',
    projects: ['unit', 'e2e'],
    files: ['apps/agent/src/walks.test.ts', 'packages/domain/src/instance/walks.test.ts', 'e2e/walk.test.ts'],
    rounds: 10,
  },
  'real-crash': {
    about:
      'real guests while agents, controllers, front-ends, disk exports and our own libvirtd are killed; leaves nothing',
    projects: ['e2e'],
    files: ['e2e/crash.test.ts', 'e2e/compute-kvm-recovery.test.ts'],
    rounds: 10,
  },
  beside: {
    about: 'all tests with real guests beside a libvirtd with a guest and a cloud that runs: both stay as they were',
    projects: ['e2e'],
    files: ['e2e/beside.test.ts'],
    rounds: 2,
  },
  attack: {
    about: 'a stranger, a tenant, a host and a cluster attack a cloud with real guests, in any order',
    projects: ['e2e'],
    files: ['e2e/attack/attack.test.ts'],
    rounds: 10,
  },
  crash: {
    about: 'every operation, with every fault at every step of every level; --only <combination> repeats one',
    projects: ['unit'],
    files: ['apps/lab/src/crash'],
    rounds: 10_000,
  },
  simulate: {
    about: 'cuts, ends of controllers and agents, and crashes under churn; then every store agrees with every other',
    projects: ['unit'],
    files: ['apps/lab/src/simulator/storm.test.ts'],
    rounds: 20,
  },
};

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string' } },
  allowPositionals: true,
});
const [name] = positionals;
const chosen = name === undefined ? undefined : campaigns[name];
if (!chosen) {
  console.error(`${name === undefined ? 'Which campaign?' : `There is no campaign "${name}".`} There are:`);
  for (const [each, { about }] of Object.entries(campaigns)) {
    console.error(`  npm run campaign -- ${each.padEnd(10)} ${about}`);
  }
  process.exit(2);
}
const seed = values.seed ?? String(randomInt(2 ** 31));
const rounds = values.rounds ?? String(chosen.rounds);
const again = `npm run campaign -- ${name} --seed ${seed} --rounds ${rounds}`;
console.log(`${again}\n${chosen.about}\n`);
const args = ['run', ...chosen.projects.map((project) => `--project=${project}`), ...chosen.files];
const env = {
  SKERRY_SEED: seed,
  SKERRY_ROUNDS: rounds,
  ...(values.only === undefined ? {} : { SKERRY_ONLY: values.only }),
};
const status = chosen.projects.includes('e2e')
  ? await runInOwnMachine('vitest', args, env)
  : spawnSync('vitest', args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status;
console.log(status === 0 ? `\nPassed with seed ${seed}.` : `\nFailed. The same again: ${again}`);
process.exit(status ?? 1);
