import type { RouteId } from '@skerry/contract';
import type { ObjectKind } from '@skerry/domain';
import type { Answer, Item, ListRouteId } from '@skerry/sdk';
import type { Listed } from './list-state.ts';

/** Kinds of objects that can be listed, read, and followed by events. */
export type Kind = { [Id in RouteId]: Id extends `${infer K}.list` ? Extract<K, ObjectKind> : never }[RouteId];

export type ObjectOf<K extends Kind> = `${K}.list` extends ListRouteId
  ? Item<Extract<`${K}.list`, ListRouteId>> & Listed
  : never;
export type Explanation = Answer<'instance.explain'>;
export type Instance = ObjectOf<'instance'>;
export type Cluster = ObjectOf<'cluster'>;
export type Host = ObjectOf<'host'>;
export type User = Answer<'session.get'>;
export type Status = Answer<'status.get'>;
export type GivenContext = Answer<'instance.context'>;
export type InstanceHistory = Answer<'instance.history'>;
export type Command = Answer<'command.get'>;
export type UseOfHosts = Answer<'status.use'>;
export type Samples = Answer<'instance.samples'>;
export type PlacementPlan = Extract<Answer<'instance.create'>, { placed: boolean }>;
