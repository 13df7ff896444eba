import { type RouteId, routes } from '@skerry/contract';
import { objectKinds } from '@skerry/domain';
import type { Kind } from '../catalogue/objects.ts';

const kinds: ReadonlyMap<string, Kind> = new Map(
  Object.keys(routes).flatMap((id) => {
    const kind = objectKinds.find((word) => id.startsWith(`${word}.`));
    return kind === undefined ? [] : [[id, kind]];
  }),
);

/** What kind of object a route is about. */
export const kindOfRoute = (id: RouteId): Kind | undefined => kinds.get(id);
