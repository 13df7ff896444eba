import type { Disk, HostIntent, Instance, InstanceObservation, Lease } from '@skerry/domain';

/** What the stores of one site say at one moment. A part is absent where there is no such store. */
export interface Knowledge {
  readonly agent?: AgentKnowledge;
  readonly controller?: ControllerKnowledge;
  readonly frontEnd?: FrontEndKnowledge;
}

export interface AgentKnowledge {
  /** Absent until the host has joined. */
  readonly hostId?: number;
  readonly intents: ReadonlyMap<number, HostIntent>;
  readonly observed: ReadonlyMap<number, InstanceObservation>;
  readonly networks: ReadonlySet<number>;
  /** Instance → the slot that it holds, and with it ids of this host. */
  readonly slots: ReadonlyMap<number, number>;
}

export interface ControllerKnowledge {
  readonly instances: ReadonlyMap<number, Instance>;
  readonly disks: readonly Disk[];
  readonly leases: readonly Lease[];
  /** "<network>/<address>" → number of the lease that holds it. */
  readonly addresses: ReadonlyMap<string, number>;
  /** "<network>/<mac>" of those that were asked for → the same. */
  readonly macs: ReadonlyMap<string, number>;
  /** `sha256:…` of the images in the cluster's part of the catalogue. */
  readonly images: ReadonlySet<string>;
}

export interface HeldName {
  readonly id: number;
  /** Of the store, when it was written. */
  readonly modRevision: number;
}

export interface FrontEndKnowledge {
  readonly images: ReadonlySet<string>;
  readonly datastores: readonly string[];
  /** Of images that are imported: their numbers, and the digests that they wait for. */
  readonly imports: { readonly ids: readonly number[]; readonly digests: readonly string[] };
  /** Key of a name → number of its object, as it is noted. */
  readonly names: ReadonlyMap<string, HeldName>;
  /** "<kind>/<number>" of everything that can have a name → "<scope>/<name>" that it has, or has been ordered to have. */
  readonly objects: ReadonlyMap<string, ReadonlySet<string>>;
}
