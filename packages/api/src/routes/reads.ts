import type { RouteId } from '@skerry/contract';
import { kindRules } from '@skerry/domain';
import type { Kind } from '../catalogue/objects.ts';
import { explain } from '../explain/explain.ts';
import { listObjects } from '../http/list-objects.ts';
import type { Call, Handler } from '../requests/call.ts';
import { taggedTextOf } from '../views/views.ts';

const verbs = ['list', 'get', 'explain'] as const;
type ReadId = `${Kind}.${(typeof verbs)[number]}` & RouteId;

/** As of one kind; the others go by the same words. */
const readOf = (kind: Kind) => ({
  list: ({ query, caller, cloud }: Call<'group.list'>) => ({
    body: undefined,
    text: listObjects(kind, query, caller, cloud),
  }),
  get: ({ object, cloud, caller }: Call<'group.get'>) => ({
    body: undefined,
    ...taggedTextOf(kind, object(), cloud, caller),
  }),
  explain: ({ object, caller, cloud }: Call<'group.explain'>) => ({ body: explain(kind, object(), caller, cloud) }),
});

/** What is read alike of every kind: a new one is here at once. */
export const reads = Object.fromEntries(
  (Object.keys(kindRules) as Kind[]).flatMap((kind) => {
    const read = readOf(kind);
    return verbs.map((verb) => [`${kind}.${verb}`, read[verb]]);
  }),
) as unknown as { readonly [Id in ReadId]: Handler<Id> };
