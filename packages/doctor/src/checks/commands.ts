import type { Check } from '../check.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { type Answer, ask } from '../read.ts';

interface Wanted {
  readonly args: readonly string[];
  /** Oldest that is known to do what we need. */
  readonly atLeast?: readonly [number, number];
  readonly level: 'problem' | 'warning';
  readonly what: string;
  readonly debian: string;
}

const wanted: Readonly<Record<string, Wanted>> = {
  'qemu-img': { args: ['--version'], atLeast: [7, 0], level: 'problem', what: 'every disk', debian: 'qemu-utils' },
  'qemu-storage-daemon': {
    args: ['--version'],
    atLeast: [7, 0],
    level: 'problem',
    what: 'disks of containers',
    debian: 'qemu-system-common',
  },
  'qemu-system-x86_64': {
    args: ['--version'],
    atLeast: [7, 0],
    level: 'warning',
    what: 'virtual machines',
    debian: 'qemu-system-x86',
  },
  virsh: {
    args: ['--version'],
    atLeast: [9, 0],
    level: 'warning',
    what: 'virtual machines',
    debian: 'libvirt-clients',
  },
  'lxc-start': { args: ['--version'], atLeast: [5, 0], level: 'warning', what: 'containers', debian: 'lxc' },
  ip: { args: ['-Version'], level: 'problem', what: 'networks', debian: 'iproute2' },
  nft: {
    args: ['--version'],
    atLeast: [1, 0],
    level: 'problem',
    what: 'masquerading and security groups',
    debian: 'nftables',
  },
  dnsmasq: {
    args: ['--version'],
    atLeast: [2, 80],
    level: 'problem',
    what: 'addresses and names of guests',
    debian: 'dnsmasq-base',
  },
  xorriso: { args: ['--version'], level: 'warning', what: 'context disks of virtual machines', debian: 'xorriso' },
};

export interface Reading {
  readonly node: string;
  readonly answers: Readonly<Record<string, Answer>>;
}

export const commands: Check<Reading> = {
  name: 'commands',
  read: async () => {
    const asked = Object.entries(wanted).map(async ([name, { args }]) => [name, await ask(name, args)] as const);
    return { node: process.version, answers: Object.fromEntries(await Promise.all(asked)) };
  },
  judge: ({ node, answers }) => {
    const good: string[] = [];
    const bad: Judgement[] = [];
    const [major = 0, minor = 0] = versionOf(node) ?? [];
    if (major >= 24) good.push(`node ${major}.${minor}`);
    else bad.push(problem(`Node ${node} is too old: Skerry needs 24.`, 'npm ci   # brings its own Node'));
    for (const [name, want] of Object.entries(wanted)) {
      const answer = answers[name];
      const say = want.level === 'problem' ? problem : warning;
      const install = `apt-get install --yes --no-install-recommends ${want.debian}`;
      if (!answer?.ok) {
        const why = answer === undefined || answer.missing ? 'is not installed' : `does not work (${answer.why})`;
        bad.push(say(`${name}, for ${want.what}, ${why}.`, install));
        continue;
      }
      const version = versionOf(answer.text);
      const text = version?.join('.') ?? 'of an unknown version';
      const old = want.atLeast && version && older(version, want.atLeast);
      if (old)
        bad.push(say(`${name} ${text} is older than ${want.atLeast?.join('.') ?? ''}, for ${want.what}.`, install));
      else good.push(`${name} ${text}`);
    }
    return good.length === 0 ? bad : [ok(`Found ${good.join(', ')}.`), ...bad];
  },
};

/** The first "12.34" in what a program says of itself. */
export function versionOf(text: string): readonly [number, number] | undefined {
  const match = /(\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

const older = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] !== b[0] ? a[0] < b[0] : a[1] < b[1];
