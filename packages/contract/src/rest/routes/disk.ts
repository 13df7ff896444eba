import { disk } from '../disk.ts';
import { listQueryOf } from '../list-query.ts';
import { explain, get, list, type Route } from '../route.ts';

export const diskRoutes = {
  'disk.list': list('disks', disk, listQueryOf('disk')),
  'disk.get': get('disks', disk),
  'disk.explain': explain('disks'),
} as const satisfies Record<string, Route>;
