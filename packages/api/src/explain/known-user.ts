import { may } from '@skerry/domain';
import type { Caller } from '../requests/call.ts';
import type { Model } from '../state/model.ts';

/** The name of a user, for who may see that user or is in a group with it; strangers learn only a number. */
export function knownUser(id: number, caller: Caller, model: Model): string | undefined {
  const user = model.get('user', id);
  if (user === undefined) return undefined;
  const knows =
    id === caller.userId || may(caller, 'use', user) || user.groupIds.some((g) => caller.groupIds.includes(g));
  return knows ? user.name : undefined;
}
