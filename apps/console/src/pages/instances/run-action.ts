import { ApiError, newKey } from '@skerry/sdk';
import { announce } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Instance } from '../../api/kinds.ts';
import type { Trouble } from '../../api/sentence.ts';
import { pathOf } from '../../app/places.ts';
import { mebibytes } from '../../format/units.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';
import { namesOf, sendToAll } from './send-to-all.ts';

/** What needs nothing but the instance: one click, or one for many. */
export type QuickAction = 'start' | 'stop' | 'reboot' | 'pause' | 'resume' | 'delete';
type How = 'gently' | 'force';

/** From this many on, a destructive question wants their number typed; one is typed by its name. */
const typedFrom = 2;

/** Asks where something is lost or interrupted, does it for each, and follows it to its end. False: the user turned away. */
export async function runAction(
  action: QuickAction,
  instances: readonly Instance[],
  how: How = 'gently',
): Promise<boolean> {
  if (!(await agreed(action, instances, named(instances), how))) return false;
  await send(action, instances, how, new Map(instances.map(({ id }) => [id, newKey()])));
  return true;
}

/** `keys`: by instance. What is sent again has the same: done once, also if only the answer was lost. */
async function send(
  action: QuickAction,
  instances: readonly Instance[],
  how: How,
  keys: ReadonlyMap<number, string>,
): Promise<void> {
  const { done, taken, refused, unsent } = await sendToAll(instances, async ({ id }) => {
    try {
      const { data } = await api().callAny(`instance.${action}`, {
        params: { id },
        idempotencyKey: keys.get(id),
        ...(how === 'force' ? { body: { graceSeconds: 0 } } : {}),
      });
      return data as Instance;
    } catch (error) {
      // It is gone, as was wanted.
      if (action === 'delete' && error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  });
  const only = instances.length === 1 ? instances[0] : undefined;
  const nothingSent = taken.length === 0 && refused.length === 0;
  const followed = done.filter((one) => one !== undefined);
  announce({
    title: nothingSent
      ? text(`instances.notSent.${action}`, { what: named(unsent) })
      : text(`instances.doing.${action}`, { what: named(instances) }),
    path: only === undefined || action === 'delete' ? undefined : pathOf('instance', only.id),
    goals: followed.map(({ id, name, wanted }) => ({
      id,
      name,
      generation: wanted.generation,
      gone: action === 'delete',
    })),
    troubles: [...refused, ...unsentTrouble(instances, unsent, taken)],
    again: unsent.length === 0 ? undefined : () => void send(action, unsent, how, keys),
  });
}

/** Of several it is said which were sent and which were not. */
function unsentTrouble(
  all: readonly Instance[],
  unsent: readonly Instance[],
  taken: readonly Instance[],
): readonly Trouble[] {
  if (unsent.length === 0) return [];
  if (all.length === 1) return [{ message: text('shell.unreachable.sending'), hint: text('activity.notSentHint') }];
  const sent = taken.length === 0 ? '' : ` ${text('activity.sent', { names: namesOf(taken) })}`;
  return [{ message: text('activity.notSent', { names: namesOf(unsent) }) + sent, hint: text('activity.notSentHint') }];
}

const named = (instances: readonly Instance[]): string =>
  instances.length === 1 ? `"${instances[0]?.name}"` : text('instances.many', { count: instances.length });

async function agreed(action: QuickAction, instances: readonly Instance[], what: string, how: How): Promise<boolean> {
  const many = instances.length >= typedFrom;
  if (action === 'delete') {
    return confirm({
      title: text('instances.deleteTitle', { what }),
      body: text('instances.deleteBody'),
      loses: instances.map(({ name, disks }) => {
        const size = mebibytes(disks.reduce((sum, disk) => sum + disk.sizeMiB, 0));
        return text(many ? 'instances.losesInstances' : 'instances.losesInstance', { name, size });
      }),
      typed: many ? String(instances.length) : (instances[0]?.name ?? ''),
      action: text('instances.deleteAction'),
      dangerous: true,
    });
  }
  if (how === 'force' && (action === 'stop' || action === 'reboot')) {
    return confirm({
      title: text(`instances.${action}NowTitle`, { what }),
      body: text('instances.forceBody'),
      loses: [text('instances.forceLoses')],
      action: text(`instances.${action}NowAction`),
      dangerous: true,
    });
  }
  if (action === 'stop' || action === 'reboot') {
    return confirm({
      title: text(`instances.${action}Title`, { what }),
      body: text(many ? `instances.${action}Body` : `instances.${action}OneBody`),
      action: text(`instances.actions.${action}`),
    });
  }
  return true;
}
