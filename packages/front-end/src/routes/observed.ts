import type { Handlers } from '../requests/call.ts';
import { explainOf, getOf, listOf } from '../http/standard-routes.ts';

/** Disks and leases belong to their clusters: they are only read here. */
export const observedRoutes = {
  'disk.list': listOf('disk'),
  'disk.get': getOf('disk'),
  'disk.explain': explainOf('disk'),
  'lease.list': listOf('lease'),
  'lease.get': getOf('lease'),
  'lease.explain': explainOf('lease'),
} satisfies Partial<Handlers>;
