import type { explanation } from '@skerry/contract';
import { may } from '@skerry/domain';
import type { z } from 'zod';
import type { Kind, Objects } from '../catalogue/objects.ts';
import { usersOf } from '../catalogue/users-of.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../requests/call.ts';
import { explainers } from './explainers.ts';
import { historyOf } from './history.ts';
import { knownUser } from './known-user.ts';
import type { Look } from './why.ts';

export type Explanation = z.input<typeof explanation>;
/** Why the object is as it is, from the same record that everything else is computed from. */
export function explain<K extends Kind>(kind: K, object: Objects[K], caller: Caller, cloud: Cloud): Explanation {
  const { model } = cloud;
  const mayName = (by: Objects[Kind]) => may(caller, 'use', by);
  const look: Look = (of, id) => {
    const found = model.get(of, id);
    return found !== undefined && mayName(found) ? found : undefined;
  };
  const why = explainers[kind](object, cloud, look, caller);
  // That others use it, and how many, is for who may change it.
  const users = usersOf(kind, object, model, mayName, may(caller, 'manage', object));
  const owner = knownUser(object.ownerId, caller, model);
  return {
    summary: why.summary,
    facts: [
      ...(why.facts ?? []),
      { name: 'owner', value: owner ?? `user ${object.ownerId}` },
      { name: 'created', value: object.createdAt },
      { name: 'changed', value: object.changedAt },
    ],
    reasons: [...(why.reasons ?? []), ...users.map((u) => `Used by ${u}.`)],
    history: historyOf(kind, object, model, caller),
    next: [...(why.next ?? [])],
  };
}
