/**
 * docs/two-machines.md, on two machines, line by line: what stands in its blocks of commands is what runs here. What a
 * line promises behind its `#` is waited for. A line that cannot run here says so in `instead`; a new line runs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { build } from '../tools/build.ts';
import { addresses, type Name, names, placeImage, twoMachines, type TwoMachines } from './two-machines/two-machines.ts';

const page = join(import.meta.dirname, '../docs/two-machines.md');
let machines: TwoMachines;

beforeAll(async () => {
  await build();
  machines = await twoMachines();
  await placeImage(machines, '/srv/debian-12-genericcloud-amd64.qcow2');
  for (const name of names) await machines.sh(name, 'ssh-keygen -q -t ed25519 -N "" -f ~/.ssh/id_ed25519');
}, 300_000);
afterAll(() => machines.close());

/** Lines that do not run as they stand, and what is done for them. */
const instead: readonly (readonly [line: RegExp, why: string, run: (on: Name, line: string) => Promise<string>])[] = [
  [/^git clone /, 'the clone is this one', (on) => machines.sh(on, 'test -e /opt/skerry/package.json')],
  [/^npm ci /, 'it was built before', (on) => machines.sh(on, 'test -x /opt/skerry/dist/skerry')],
  [
    /^apt install /,
    'nothing is downloaded: what it names is there',
    (on, line) => machines.sh(on, `cd /opt/skerry; dpkg-query --show ${line.slice('apt install '.length)}`),
  ],
  [/^skerry doctor/, 'these machines have no systemd', (on) => machines.sh(on, 'skerry doctor || test $? = 1')],
  [
    /^skerry user password admin/,
    'it asks at a terminal',
    async (on, line) => {
      const before = (await machines.sh(on, 'cat /var/lib/skerry/front-end/admin-password')).trim();
      return machines.sh(on, `${line} --password-stdin`, `${before}\nmy own long password\n`);
    },
  ],
];

/** What a line promises, by the words behind its `#`; asked again until it is so. */
const promises: readonly (readonly [words: RegExp, holds: (printed: string) => void])[] = [
  [/^online$/, (printed) => expect(printed.match(/\bonline\b/g) ?? []).toHaveLength(1)],
  [/^alpha and beta, both online$/, (printed) => expect(printed.match(/\bonline\b/g) ?? []).toHaveLength(2)],
  [
    /^one on each$/,
    (printed) => {
      const instances = JSON.parse(printed) as { state: string; hostId: number }[];
      expect(instances.map(({ state }) => state)).toEqual(['running', 'running']);
      expect(new Set(instances.map(({ hostId }) => hostId)).size).toBe(2);
    },
  ],
];

/** Commands of a section in order, with what each promises. */
async function linesOf(section: string): Promise<{ line: string; promise: string }[]> {
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(`\n## ${section}`);
  expect(from, section).toBeGreaterThan(0);
  const end = text.indexOf('\n## ', from + 1);
  const blocks = [...text.slice(from, end).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, command = '', promise = ''] = /^(.*?)(?:\s+#\s+(.*))?$/.exec(line) ?? [];
      return { line: command, promise };
    });
}

async function perform(on: Name, line: string): Promise<string> {
  const other = instead.find(([which]) => which.test(line));
  if (other !== undefined) return other[2](on, line);
  const [, here, address, there] = /^(.*) \| ssh root@(\S+) (.*)$/.exec(line) ?? [];
  if (here === undefined) return machines.sh(on, line);
  const target = names.find((name) => addresses[name] === address);
  expect(target, `a machine at ${address}`).toBeDefined();
  return machines.sh(target as Name, there as string, await machines.sh(on, here));
}

async function follow(section: string, on: Name): Promise<void> {
  const lines = await linesOf(section);
  expect(lines.length, section).toBeGreaterThan(0);
  let given = '';
  for (const { line: written, promise } of lines) {
    if (/^\w+=\S+$/.test(written)) {
      given += `${written}; `;
      continue;
    }
    const line = given.length > 0 && written.includes('$') ? `${given}${written}` : written;
    const promised = promises.find(([words]) => words.test(promise));
    if (promised === undefined) {
      try {
        await perform(on, line);
      } catch (error) {
        throw new Error(`${line}\n${String(error)}\n${await said()}`, { cause: error });
      }
    } else {
      const asked = promise === 'one on each' ? `${line} -o json` : line;
      await vi.waitFor(async () => promised[1](await perform(on, asked)), { timeout: 120_000, interval: 500 });
    }
  }
}

/** By the services: the line alone explains nothing. */
async function said(): Promise<string> {
  const units = names.flatMap((name) =>
    ['skerry-front-end', 'skerry-cluster', 'skerry-agent'].map((unit) => [name, unit] as const),
  );
  const logs = await Promise.all(
    units.map(async ([name, unit]) => `${name} ${unit}:\n${(await machines.log(name, unit)).slice(-1500)}`),
  );
  return logs.join('\n');
}

test('its lines, in its order, make a cloud of two machines with an instance on each', async () => {
  for (const name of names) await follow('1. Both machines', name);
  await follow('2. alpha: front-end', 'alpha');
  await follow('3. alpha: the cluster and its first host', 'alpha');
  await follow('4. beta: the second host', 'alpha');
}, 560_000);

test('the line of the console, run again with another token, changes neither the host nor other settings', async () => {
  const settings = machines.file('beta', '/etc/skerry/agent.env');
  const before = await readFile(settings, 'utf8');
  await writeFile(settings, `${before}SKERRY_LIMITS=\n`);
  const printed = await machines.sh('alpha', 'skerry host join-token --cluster home -o json');
  const { command, token } = JSON.parse(printed) as { command: string; token: string };
  expect(before).not.toContain(token);
  await machines.sh('beta', command);
  expect(await readFile(settings, 'utf8')).toBe(`SKERRY_LIMITS=\nSKERRY_JOIN_TOKEN=${token}\n`);
  const hosts = async () =>
    JSON.parse(await machines.sh('alpha', 'skerry host list -o json')) as { name: string; state: string }[];
  await vi.waitFor(async () => expect((await hosts()).map(({ state }) => state)).toEqual(['online', 'online']), {
    timeout: 60_000,
    interval: 500,
  });
  // Guests did not notice.
  const instances = JSON.parse(await machines.sh('alpha', 'skerry instance list -o json')) as { state: string }[];
  expect(instances.map(({ state }) => state)).toEqual(['running', 'running']);
}, 120_000);
