import { acceptRecord, type FeedChange, type Refusal } from '@skerry/contract';
import { type HostIntent, roleProblem } from '@skerry/domain';
import { err, type Result } from '@skerry/kit';

/** What a host takes over of what it is told: what has the shape of an intent, and what hosts can be to an instance. */
export function acceptIntent(change: FeedChange): Result<FeedChange, Refusal> {
  const accepted = acceptRecord('intents', change);
  if (!accepted.ok || accepted.value.value === undefined || !change.key.startsWith('instance/')) return accepted;
  const { role } = accepted.value.value as Pick<HostIntent, 'role'>;
  const problem = roleProblem(role);
  return problem === undefined ? accepted : err({ code: 'record-malformed', message: problem });
}
