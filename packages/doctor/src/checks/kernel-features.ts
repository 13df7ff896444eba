import type { Check } from '../check.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { ask, exists, fileText } from '../read.ts';

type Name =
  | 'bridge'
  | 'veth'
  | 'tun'
  | 'nf_tables'
  | 'nf_tables_bridge'
  | 'overlay'
  | 'fuse'
  | 'loop'
  | 'vhost_net'
  | 'vxlan';

/** Why a feature is not there; undefined: it is. */
export type Reading = Readonly<Record<Name, string | undefined>>;

interface Need {
  readonly what: string;
  readonly level: 'problem' | 'warning';
}

const needs: Readonly<Record<Name, Need>> = {
  bridge: { what: 'networks of instances', level: 'problem' },
  veth: { what: 'network of containers', level: 'problem' },
  tun: { what: 'network of virtual machines', level: 'problem' },
  nf_tables: { what: 'masquerading and security groups', level: 'problem' },
  nf_tables_bridge: { what: 'keeping guests of one network apart', level: 'problem' },
  fuse: { what: 'disks of containers', level: 'problem' },
  loop: { what: 'disks of containers', level: 'problem' },
  overlay: { what: 'shared layers of containers', level: 'warning' },
  vxlan: { what: 'networks that span hosts', level: 'warning' },
  vhost_net: { what: 'fast network of virtual machines', level: 'warning' },
};

/**
 * What can be made is made, in a network namespace that vanishes with the command: that finds a module that is there and
 * does not load, and a feature that is built in and in no list of modules.
 */
export const kernelFeatures: Check<Reading> = {
  name: 'kernel',
  read: async () => {
    const inside = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];
    const tried = async (...command: string[]): Promise<string | undefined> => {
      const answer = await ask('unshare', [...inside, ...command]);
      return answer.ok ? undefined : answer.why;
    };
    const device = async (path: string) => ((await exists(path)) ? undefined : `${path} is not there`);
    const filesystems = (await fileText('/proc/filesystems')) ?? '';
    const filesystem = async (name: string) => {
      if (new RegExp(`\\b${name}$`, 'm').test(filesystems)) return undefined;
      const answer = await ask('modprobe', ['--dry-run', '--quiet', name]);
      return answer.ok ? undefined : `the kernel has no ${name}`;
    };
    const link = (type: string, ...more: string[]) =>
      tried('ip', 'link', 'add', 'name', 'skdoctor0', 'type', type, ...more);
    return {
      bridge: await link('bridge'),
      veth: await link('veth', 'peer', 'name', 'skdoctor1'),
      tun: (await device('/dev/net/tun')) ?? (await tried('ip', 'tuntap', 'add', 'name', 'skdoctor0', 'mode', 'tap')),
      nf_tables: await tried('nft', 'add', 'table', 'inet', 'skdoctor'),
      nf_tables_bridge: await tried('nft', 'add', 'table', 'bridge', 'skdoctor'),
      overlay: await filesystem('overlay'),
      fuse: (await filesystem('fuse')) ?? (await device('/dev/fuse')),
      loop: await device('/dev/loop-control'),
      vxlan: await link('vxlan', 'id', '1', 'dstport', '4789'),
      vhost_net: await device('/dev/vhost-net'),
    };
  },
  judge: (reading) => {
    const names = Object.keys(needs) as Name[];
    const there = names.filter((name) => reading[name] === undefined);
    const bad = names.flatMap((name): Judgement[] => {
      const why = reading[name];
      if (why === undefined) return [];
      const { what, level } = needs[name];
      const sentence = `The kernel does not offer ${name}, which is for ${what}: ${why.replace(/\.$/, '')}.`;
      return [level === 'problem' ? problem(sentence, `modprobe ${name}`) : warning(sentence, `modprobe ${name}`)];
    });
    return there.length === 0 ? bad : [ok(`The kernel offers ${there.join(', ')}.`), ...bad];
  },
};
