import type { StreamId, streamRoutes } from '@skerry/contract';
import { may } from '@skerry/domain';
import type { z } from 'zod';
import { callerNow } from '../auth/caller-of.ts';
import type { Kind } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { RequestError, invalidField } from '../errors.ts';
import type { EventReaders } from '../events/event-readers.ts';
import type { Caller } from '../requests/call.ts';
import type { Streams } from '../requests/stream.ts';
import { views } from '../views/views.ts';

type Routes = typeof streamRoutes;
type Parsed<R, Part extends string> = R extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined;

/** One stream that was asked for, checked: shapes are right, and the caller may come here. */
export interface Opening<Id extends StreamId> {
  readonly cloud: Cloud;
  readonly events: EventReaders;
  readonly params: Parsed<Routes[Id], 'params'>;
  readonly query: Parsed<Routes[Id], 'query'>;
  readonly body: Parsed<Routes[Id], 'body'>;
  readonly caller: Routes[Id] extends { readonly right: 'public' } ? undefined : Caller;
  readonly lastEventId: string | undefined;
}
export type Opener<Id extends StreamId> = (opening: Opening<Id>) => Streams[Id] | Promise<Streams[Id]>;

/** One for each stream of the contract: a missing one is a type error. */
export const openers = {
  events({ cloud, events, query, caller, lastEventId }) {
    const kinds = new Set((query.kinds?.split(',') ?? Object.keys(views)) as Kind[]);
    for (const kind of kinds)
      if (!Object.hasOwn(views, kind)) throw invalidField('kinds', `There is no kind "${kind}".`);
    if (lastEventId !== undefined && !/^\d{1,15}$/.test(lastEventId)) {
      throw invalidField('Last-Event-ID', 'Last-Event-ID is the id of an event.');
    }
    return events.open({
      cloud,
      kinds,
      lastEventId: lastEventId === undefined ? undefined : Number(lastEventId),
      reader: caller,
      // Asked at every event: a token that was removed, or rights that were taken, end what is seen.
      readerNow: () => callerNow(caller, cloud),
    });
  },
  async console({ cloud: { consoles }, body }) {
    const grant = await consoles.tickets.redeem(body.ticket);
    if (grant === undefined) {
      throw new RequestError('ticket-refused', 'This ticket was used already or has expired.');
    }
    return { carry: (viewer) => consoles.serve(viewer, grant) };
  },
  upload({ cloud, params: { id }, caller }) {
    const image = cloud.model.get('image', id);
    if (image === undefined || !may(caller, 'use', image)) {
      throw new RequestError('not-found', 'There is no such image, or you may not use it.');
    }
    if (!may(caller, 'manage', image)) {
      throw new RequestError('forbidden', 'You may use this image, but this needs the right "manage" on it.');
    }
    const { imports } = cloud;
    if (imports === undefined) throw new RequestError('site-read-only', 'Only the front-end does this.');
    return { state: () => imports.uploadOf(id), take: (piece) => imports.take(id, piece) };
  },
} satisfies { readonly [Id in StreamId]: Opener<Id> };
