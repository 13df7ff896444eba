import { ApiError } from '@skerry/sdk';
import { announce } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Instance } from '../../api/kinds.ts';
import { type Trouble, troubleOf } from '../../api/sentence.ts';
import { pathOf } from '../../app/places.ts';
import { mebibytes } from '../../format/units.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';

/** What needs nothing but the instance: one click, or one for many. */
export type QuickAction = 'start' | 'stop' | 'reboot' | 'pause' | 'resume' | 'delete';

/** Requests under way at once: the server has other users. */
const atOnce = 6;
/** From this many on, a destructive question wants a word typed. */
const typedFrom = 2;

/** Asks where something is lost, does it for each, and follows it to its end. False: the user turned away. */
export async function runAction(
  action: QuickAction,
  instances: readonly Instance[],
  how: 'gently' | 'force' = 'gently',
): Promise<boolean> {
  const what = named(instances);
  if (!(await agreed(action, instances, what, how))) return false;
  const done: Instance[] = [];
  const troubles: Trouble[] = [];
  const queue = [...instances];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        const { data } = await api().callAny(`instance.${action}`, {
          params: { id: next.id },
          ...(how === 'force' ? { body: { graceSeconds: 0 } } : {}),
        });
        done.push(data as Instance);
      } catch (error) {
        const { message, hint } = troubleOf(error);
        const gone = action === 'delete' && error instanceof ApiError && error.status === 404;
        if (!gone) troubles.push({ message: instances.length === 1 ? message : `${next.name}: ${message}`, hint });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, work));
  const only = instances.length === 1 ? instances[0] : undefined;
  announce({
    title: text(`instances.doing.${action}`, { what }),
    path: only === undefined || action === 'delete' ? undefined : pathOf('instance', only.id),
    goals: done.map(({ id, name, wanted }) => ({ id, name, generation: wanted.generation, gone: action === 'delete' })),
    troubles,
  });
  return true;
}

const named = (instances: readonly Instance[]): string =>
  instances.length === 1 ? `"${instances[0]?.name}"` : text('instances.many', { count: instances.length });

async function agreed(
  action: QuickAction,
  instances: readonly Instance[],
  what: string,
  how: 'gently' | 'force',
): Promise<boolean> {
  const many = instances.length >= typedFrom;
  if (action === 'delete') {
    return confirm({
      title: text('instances.deleteTitle', { what }),
      body: text('instances.deleteBody'),
      loses: instances.map(({ name, disks }) => {
        const size = mebibytes(disks.reduce((sum, disk) => sum + disk.sizeMiB, 0));
        return text(many ? 'instances.losesInstances' : 'instances.losesInstance', { name, size });
      }),
      ...(many ? { typed: String(instances.length) } : {}),
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
  if (many && (action === 'stop' || action === 'reboot')) {
    return confirm({
      title: text(`instances.${action}Title`, { what }),
      body: text(`instances.${action}Body`),
      action: text(`instances.actions.${action}`),
    });
  }
  return true;
}
