import type { ObjectMeta } from '../object/meta.ts';

export interface Cluster extends ObjectMeta {
  /** Where it is, for people and the map. */
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly place: string };
  /** Where people reach the console of its site; an administrator says so. */
  readonly siteUrl?: string;
  /** ISO 8601; absent until the controller has joined. */
  readonly joinedAt?: string;
  /** argon2id: with it administrators log in at the console of the site. Goes to this cluster, and to no other. */
  readonly siteCredentialHash?: string;
}

/** What a controller tells of itself. */
export interface ControllerStatus {
  /** Of its store, set aside at a start because nobody could read them. */
  readonly unreadableRecords: number;
}

export const clusterStates = ['waiting', 'online', 'cut'] as const;
/** `waiting`: its controller has not joined yet. `cut`: it goes on alone; commands wait. */
export type ClusterState = (typeof clusterStates)[number];
