import { readdir } from 'node:fs/promises';
import { askLoops, loopDevices, mounts, silentLoops } from '@skerry/host-os';
import type { Check } from '../check.ts';
import { type Judgement, ok, warning } from '../finding.ts';
import { ask, fileText } from '../read.ts';

export interface Reading {
  /** A front-end, controller or agent runs: what is there is in use. */
  readonly running: boolean;
  readonly links: readonly string[];
  readonly namespaces: readonly string[];
  /** nftables: "inet skerry_sk". */
  readonly tables: readonly string[];
  /** Mount points below the state directory. */
  readonly mounts: readonly string[];
  /** Loop devices whose file is gone, or lies below the state directory. */
  readonly loops: readonly string[];
  /** Loop devices of this machine that do not answer, whosever they are. */
  readonly silent: readonly string[];
}

/** Bridges and guests' interfaces with the agent's default prefix; Linux allows 15 characters for the whole name. */
const linkPattern = /^sk(br\d+$|t\d+-\d+$|x[0-9a-z]+-[0-9a-z]+$)/;

export const leftovers: Check<Reading> = {
  name: 'leftovers',
  read: async ({ stateDirectory }) => {
    const below = (path: string) => path === stateDirectory || path.startsWith(`${stateDirectory}/`);
    const links = await readdir('/sys/class/net');
    const namespaces = await ask('ip', ['netns', 'list']);
    const tables = await ask('nft', ['list', 'tables']);
    return {
      running: await running(),
      tables: tables.ok ? [...tables.text.matchAll(/^table (\w+ skerry_\w+)$/gm)].flatMap((m) => m[1] ?? []) : [],
      links: links.filter((name) => linkPattern.test(name)),
      namespaces: (namespaces.ok ? namespaces.text.split('\n') : []).flatMap((l) =>
        l.startsWith('skerry') ? [l.split(' ')[0] ?? l] : [],
      ),
      mounts: (await mounts()).map((m) => m.mountPoint).filter((p) => below(p) && p !== stateDirectory),
      loops: (await loopDevices()).filter((l) => below(l.backingFile)).map((l) => l.path),
      silent: await askLoops(stateDirectory).then(
        ({ silent }) => silent,
        () => [],
      ),
    };
  },
  judge: ({ silent, ...reading }) => {
    if (silent.length === 0) return judgeLeft(reading);
    const { message, hint } = silentLoops(silent);
    return [warning(message, hint), ...judgeLeft(reading)];
  },
};

function judgeLeft({ running, links, namespaces, tables, mounts, loops }: Omit<Reading, 'silent'>): Judgement[] {
  const all = [
    ...links.map((name) => ({ what: `network link ${name}`, mend: `ip link delete ${name}` })),
    ...namespaces.map((name) => ({ what: `network namespace ${name}`, mend: `ip netns delete ${name}` })),
    ...tables.map((name) => ({ what: `nftables table ${name}`, mend: `nft delete table ${name}` })),
    ...mounts.map((path) => ({ what: `mount ${path}`, mend: `umount ${path}` })),
    ...loops.map((device) => ({ what: `loop device ${device}`, mend: `losetup --detach ${device}` })),
  ];
  if (running)
    return [ok(`Skerry runs here and uses ${all.length} links, namespaces, tables, mounts and loop devices.`)];
  if (all.length === 0) return [ok('Nothing is left over of an earlier Skerry.')];
  return all.map(({ what, mend }) => warning(`The ${what} is left over of a Skerry that does not run any more.`, mend));
}

async function running(): Promise<boolean> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const words = ((await fileText(`/proc/${pid}/cmdline`)) ?? '').split('\0');
    if (words.some((w) => /(apps\/(front-end|agent)\/src\/main\.ts|dist\/(front-end|agent)\.mjs)$/.test(w)))
      return true;
  }
  return false;
}
