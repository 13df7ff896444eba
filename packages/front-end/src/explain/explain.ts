import type { explanation } from '@skerry/contract';
import { isAdministrator, may } from '@skerry/domain';
import type { z } from 'zod';
import type { Kind, Objects } from '../catalogue/objects.ts';
import { usersOf } from '../catalogue/users-of.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../http/call.ts';
import { explainers } from './explainers.ts';
import { historyOf } from './history.ts';

export type Explanation = z.input<typeof explanation>;
/** Why the object is as it is, from the same record that everything else is computed from. */
export function explain<K extends Kind>(kind: K, object: Objects[K], caller: Caller, cloud: Cloud): Explanation {
  const why = explainers[kind](object, cloud);
  const mayName = (by: Objects[Kind]) => may(caller, 'use', by);
  const users = usersOf(kind, object, cloud.model, mayName);
  const owner = cloud.model.get('user', object.ownerId);
  return {
    summary: why.summary,
    facts: [
      ...(why.facts ?? []),
      { name: 'owner', value: owner === undefined ? `user ${object.ownerId} (gone)` : owner.name },
      { name: 'created', value: object.createdAt },
      { name: 'changed', value: object.changedAt },
    ],
    reasons: [...(why.reasons ?? []), ...users.map((u) => `Used by ${u}.`)],
    history: historyOf(kind, object.id, cloud.model, isAdministrator(caller)),
    next: [...(why.next ?? [])],
  };
}
