import { listQueryOf } from '../list-query.ts';
import { lease } from '../network.ts';
import { explain, get, list, type Route } from '../route.ts';

export const leaseRoutes = {
  'lease.list': list('leases', lease, listQueryOf('lease')),
  'lease.get': get('leases', lease),
  'lease.explain': explain('leases'),
} as const satisfies Record<string, Route>;
