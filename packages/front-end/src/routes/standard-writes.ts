import type { RouteId } from '@skerry/contract';
import { type CatalogueKind, isAdministrator, may } from '@skerry/domain';
import type { Kind, Objects } from '@skerry/api/catalogue/objects';
import { type MetaPatch, patchedMeta } from '@skerry/api/catalogue/meta';
import { keys } from '@skerry/api/state/keys';
import { RequestError } from '@skerry/api/errors';
import { usersOf } from '@skerry/api/catalogue/users-of';
import { viewOf } from '@skerry/api/views/views';
import type { BodyOf, Call, Decision, Handler } from '@skerry/api/requests/call';
import { etagOf } from '@skerry/api/requests/etag';
import { put as putRecord } from '@skerry/store';

/** Writes that are the same for every kind. The casts say only that route ids and kinds go by the same words. */

/** The body of an answer that shows an object as it will be after the commit. */
export function shown<K extends Kind>(kind: K, object: Objects[K], call: Call): { body: never; etag: string } {
  const view = viewOf(kind, object, call.cloud, call.caller);
  return { body: view as never, etag: etagOf(kind, object, view) };
}

/** A new catalogue object: written under its key, with a `Location`. */
export function created<K extends CatalogueKind>(kind: K, object: Objects[K], call: Call) {
  const key = keys.catalogue(kind, object.id);
  return {
    ...shown(kind, object, call),
    headers: { Location: `/v1/${kind}s/${object.id}` },
    conditions: [{ key, is: 'absent' }] as const,
    writes: [putRecord(key, object)] as const,
    object: { kind, id: object.id, name: object.name },
  };
}

export const put = <K extends CatalogueKind>(kind: K, object: Objects[K]) =>
  putRecord(keys.catalogue(kind, object.id), object);

/** Changes a catalogue object. `change` gets it with its common fields already changed, and throws refusals. */
export const patchOf =
  <K extends CatalogueKind, Id extends `${K}.patch` & RouteId>(
    kind: K,
    change: (patched: Objects[K], call: Call<Id>) => Objects[K] = (patched) => patched,
  ): Handler<Id> =>
  async (call: Call<Id>) =>
    call.write({ key: [`${kind}/${(call.params as { id: number }).id}`, `${kind}/create`] }, () => {
      const before = call.object() as unknown as Objects[K];
      const general = call as unknown as Call<'group.patch'>;
      const object = change(patchedMeta(kind, before, call.body as MetaPatch, general.caller, call.cloud), call);
      return {
        ...shown(kind, object, call as unknown as Call),
        conditions: [{ key: keys.catalogue(kind, object.id), is: 'present' }],
        writes: [put(kind, object)],
        object: { kind, id: object.id, name: object.name },
      };
    });

type More = Partial<Pick<Decision<never>, 'writes' | 'leftovers'>>;

/** Deletes a catalogue object that nobody uses. */
export const deleteOf =
  <K extends CatalogueKind, Id extends `${K}.delete` & RouteId>(
    kind: K,
    /** Throws what stands against it, or gives more to write. */
    prepare: (object: Objects[K], call: Call<Id>) => More = () => ({}),
  ): Handler<Id> =>
  async (call: Call<Id>) =>
    call.write({ key: `${kind}/${(call.params as { id: number }).id}`, exclusive: true }, () => {
      const object = call.object() as unknown as Objects[K];
      const more = prepare(object, call);
      const users = usersOf(kind, object, call.cloud.model, (o) => {
        const caller = call.caller as Call<'group.delete'>['caller'];
        return isAdministrator(caller) || may(caller, 'use', o);
      });
      if (users.length > 0) {
        throw new RequestError('in-use', `The ${kind} "${object.name}" is in use: ${users.join(', ')}.`);
      }
      const key = keys.catalogue(kind, object.id);
      return {
        body: undefined as BodyOf<Id>,
        conditions: [{ key, is: 'present' }],
        writes: [{ op: 'delete', key }, ...(more.writes ?? [])],
        leftovers: more.leftovers ?? [],
        object: { kind, id: object.id, name: object.name },
      };
    });
