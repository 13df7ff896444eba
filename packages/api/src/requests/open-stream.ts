/** What is asked of every stream before it is opened: who, and whether the shape is right. Nothing is written. */
import { type StreamId, type StreamRoute, streamRoutes } from '@skerry/contract';
import type { Deed } from '@skerry/domain';
import { type Opener, openers } from '../routes/streams.ts';
import { checkCaller } from './authorize.ts';
import type { PerformParts } from './perform-parts.ts';
import type { Request } from './request.ts';
import type { StreamOutcome } from './stream.ts';
import { validate } from './validate.ts';

/** What a stream does, as far as the scope of a token goes. */
const deeds: Readonly<Record<StreamId, Deed>> = { events: 'read', console: 'read', upload: 'change' };

export async function openStream<Id extends StreamId>(
  id: Id,
  request: Request,
  { cloud, events }: PerformParts,
): Promise<StreamOutcome<Id>> {
  const route: StreamRoute = streamRoutes[id];
  try {
    checkCaller(route, deeds[id], request.caller);
    const params = route.params === undefined ? undefined : validate('params', route.params, request.params);
    const query = validate('query', route.query, request.query);
    const body = validate('body', route.body, request.body);
    const { caller, lastEventId } = request;
    // Each opener fits its own id by the type of `openers`; a variable id cannot say so.
    const open = openers[id] as unknown as (call: unknown) => ReturnType<Opener<Id>>;
    return { outcome: 'opened', stream: await open({ cloud, events, params, query, body, caller, lastEventId }) };
  } catch (error) {
    return { outcome: 'refused', error };
  }
}
