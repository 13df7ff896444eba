/**
 * What a lab consists of, from two numbers. Pure. Every machine is plugged into the switch, which is a machine too: it
 * holds one bridge for the network between the sites and one for each site, and that is where links are cut and shaped.
 */
export interface Plug {
  /** Name of the interface in the machine. */
  readonly interface: 'wan' | 'lan';
  /** Bridge in the switch. */
  readonly bridge: string;
  /** Name of the other end, in the switch. */
  readonly port: string;
  readonly address: string;
}

export type Role = 'switch' | 'front-end' | 'controller' | 'host';

export interface LabNode {
  readonly name: string;
  readonly role: Role;
  /** Number of its cluster, from 1. */
  readonly cluster?: number;
  readonly plugs: readonly Plug[];
  /** The plug by which it reaches what is above it: this is what is cut and shaped. */
  readonly uplink?: Plug;
  /** Where a controller listens for hosts, and the front-end for clusters. */
  readonly listens?: string;
}

export interface Topology {
  readonly nodes: readonly LabNode[];
  readonly bridges: readonly string[];
}

/** RFC 2544: for test networks. Nothing of it is visible outside of the lab's own network namespaces. */
const wan = (host: number) => `198.18.0.${host}`;
const lan = (cluster: number, host: number) => `198.18.${cluster}.${host}`;

/** More than this finds no address in the plan above, and no memory on any laptop. */
export const most = { clusters: 100, hostsPerCluster: 100 } as const;

export function topology(clusters: number, hostsPerCluster: number): Topology {
  const numbers = Array.from({ length: clusters }, (_, i) => i + 1);
  const frontEnd: LabNode = node('front-end', 'front-end', [plug('wan', 'wan', 'fe', wan(1))], { listens: wan(1) });
  const controllers = numbers.map((k) =>
    node(
      `cluster${k}`,
      'controller',
      [plug('wan', 'wan', `c${k}`, wan(100 + k)), plug('lan', `lan${k}`, `c${k}`, lan(k, 1))],
      {
        cluster: k,
        listens: lan(k, 1),
      },
    ),
  );
  const hosts = numbers.flatMap((k) =>
    Array.from({ length: hostsPerCluster }, (_, i) => {
      const number = (k - 1) * hostsPerCluster + i + 1;
      return node(`host${number}`, 'host', [plug('lan', `lan${k}`, `h${number}`, lan(k, 101 + i))], { cluster: k });
    }),
  );
  return {
    nodes: [{ name: 'switch', role: 'switch', plugs: [] }, frontEnd, ...controllers, ...hosts],
    bridges: ['wan', ...numbers.map((k) => `lan${k}`)],
  };
}

/** Of the guests of a cluster. */
export const guestNetwork = (cluster: number): string => `10.${60 + cluster}.0.0/24`;

function node(name: string, role: Role, plugs: readonly Plug[], more: Pick<LabNode, 'cluster' | 'listens'>): LabNode {
  const [uplink] = plugs;
  return { name, role, plugs, ...(uplink ? { uplink } : {}), ...more };
}

const plug = (name: Plug['interface'], bridge: string, short: string, address: string): Plug => ({
  interface: name,
  bridge,
  port: `${short}-${name}`,
  address,
});
