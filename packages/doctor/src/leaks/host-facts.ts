import type { LoopDevice, Mount } from '@skerry/host-os';

/** What is on this host of one site, read from the system; no store was asked. Times are ISO 8601. */
export interface HostFacts {
  /** Names of all network links of this network namespace. */
  readonly links: readonly { readonly name: string; readonly bridge: boolean }[];
  readonly namespaces: readonly string[];
  readonly tables: readonly NftTable[];
  readonly mounts: readonly Mount[];
  readonly loops: readonly LoopDevice[];
  readonly processes: readonly ProcessFact[];
  readonly cgroups: readonly CgroupFact[];
  readonly domains: readonly DomainFact[];
  /** Files that libvirt keeps beside a domain: logs, firmware variables, saved states. */
  readonly domainFiles: readonly FileFact[];
  readonly disks: readonly DiskFact[];
  readonly images: readonly ImageFact[];
  /** What is on its way into datastores. */
  readonly blobs: readonly FileFact[];
  readonly guestDirectories: readonly FileFact[];
  readonly containerDirectories: readonly FileFact[];
  readonly networkDirectories: readonly FileFact[];
  readonly ports: readonly PortFact[];
  readonly dhcpHosts: readonly DhcpHostFact[];
  /** Sockets in guests' directories. */
  readonly sockets: readonly FileFact[];
  /** Lines of /etc/subuid and /etc/subgid that give our range to root. */
  readonly subordinateIds: { readonly subuid: number; readonly subgid: number };
}

export interface FileFact {
  readonly path: string;
  readonly since: string;
}

export interface ProcessFact {
  readonly pid: number;
  readonly parentPid: number;
  /** Clock ticks since boot, as in proc(5). */
  readonly startTime: string;
  readonly since: string;
  readonly args: readonly string[];
  /** Real user id. */
  readonly uid: number;
  /** It shares our network namespace: what another machine of a laboratory runs under the same name is not ours. */
  readonly here: boolean;
  /** Text of /proc/<pid>/cgroup. */
  readonly cgroup: string;
}

export interface NftTable {
  readonly family: string;
  readonly name: string;
  readonly chains: readonly { readonly name: string; readonly hook: boolean }[];
  /** Members of named sets that begin with the name of an interface; `text` as nft takes it. */
  readonly elements: readonly { readonly set: string; readonly interfaceName: string; readonly text: string }[];
  /** `text`: the rule as JSON. */
  readonly rules: readonly { readonly chain: string; readonly handle: number; readonly text: string }[];
}

export interface CgroupFact {
  readonly path: string;
  readonly since: string;
  readonly processes: number;
}

export interface DomainFact {
  readonly name: string;
  readonly running: boolean;
  readonly since: string;
  /** Paths of its disks. */
  readonly disks: readonly string[];
}

export interface DiskFact extends FileFact {
  /** Absent: the file is not called like a disk. */
  readonly diskId?: number;
  readonly allocatedBytes: number;
  /** Base name of the image it builds on. */
  readonly backing?: string;
}

export interface ImageFact extends FileFact {
  readonly holder: 'agent' | 'controller' | 'front-end';
  /** `sha256:…`; absent: the file is no whole copy. */
  readonly digest?: string;
  /** Of what the file is a part that is gone on with; absent: it is whole, or nobody knows of what it is a part. */
  readonly partOf?: string;
}

export interface PortFact extends FileFact {
  readonly networkId: number;
  readonly instanceId: number;
  readonly address: string;
  readonly mac: string;
}

/** One line of the file that a network's dnsmasq takes its fixed addresses from. */
export interface DhcpHostFact extends FileFact {
  readonly networkId: number;
  readonly mac: string;
  readonly address: string;
}
