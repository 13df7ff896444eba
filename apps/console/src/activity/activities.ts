/**
 * Work that takes longer than a moment: shown in toasts and in the drawer, kept for this tab, found again after a reload.
 * The work itself is done by the cluster; closing the page stops nothing.
 */
import { api } from '../api/client.ts';
import type { Instance } from '../api/kinds.ts';
import { onChange } from '../api/live.ts';
import { memory } from '../api/memory.ts';
import { isUnsent, type Trouble, troubleOf } from '../api/sentence.ts';
import { signal } from '../api/signal.ts';
import { ApiError } from '@skerry/sdk';
import { type InstanceGoal, outcomeOf } from './instance-goal.ts';

const storeKey = 'skerry.activities';
/** Older ones are of no use to anybody. */
const kept = 50;

export interface Activity {
  readonly id: string;
  /** A sentence in the present: `Starting "web"`. */
  readonly title: string;
  readonly startedAt: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly sentence: string;
  /** 0 to 1; absent where nobody can tell. */
  readonly fraction?: number | undefined;
  /** Where it can be looked at. */
  readonly path?: string | undefined;
  readonly goals: readonly InstanceGoal[];
  /** Ids of goals that are reached. */
  readonly reached: readonly number[];
  readonly troubles: readonly Trouble[];
}

export const activities = signal<readonly Activity[]>(
  (memory('session').read(storeKey) as Activity[] | undefined) ?? [],
);
/** Those that pop up now, by id. */
export const popped = signal<readonly string[]>([]);

let counter = 0;

function change(id: string, how: (activity: Activity) => Activity): void {
  keep(activities.get().map((activity) => (activity.id === id ? how(activity) : activity)));
}

function keep(all: readonly Activity[]): void {
  activities.set(all);
  memory('session').write(storeKey, all);
}

export interface NewActivity {
  readonly title: string;
  readonly path?: string | undefined;
  readonly goals?: readonly InstanceGoal[];
  readonly troubles?: readonly Trouble[];
  /** For what is over already: a thing that was saved, an error. */
  readonly state?: 'done' | 'failed';
  readonly sentence?: string;
  /** Does again what did not come about; offered as a button as long as the page is not loaded anew. */
  readonly again?: (() => void) | undefined;
}

const retries = new Map<string, () => void>();

/** Undefined: there is nothing to do again. Calling it takes the activity away: what begins has one of its own. */
export function againOf(id: string): (() => void) | undefined {
  const again = retries.get(id);
  return again === undefined
    ? undefined
    : () => {
        retries.delete(id);
        dismiss(id);
        keep(activities.get().filter((activity) => activity.id !== id));
        again();
      };
}

/** Shows it at once. With goals it ends by itself; without, it tells what has happened. */
export function announce({ title, path, goals = [], troubles = [], state, sentence = '', again }: NewActivity): void {
  const id = `${Date.now().toString(36)}-${counter++}`;
  const activity: Activity = {
    id,
    title,
    path,
    startedAt: new Date().toISOString(),
    state: state ?? (goals.length > 0 ? 'running' : troubles.length > 0 ? 'failed' : 'done'),
    sentence,
    goals,
    reached: [],
    troubles,
  };
  if (again !== undefined) retries.set(id, again);
  keep([activity, ...activities.get()].slice(0, kept));
  popped.update((all) => [id, ...all].slice(0, 4));
  void look(activity);
}

/** `again`: what the user asked for, as it was asked; offered where the server never answered. */
export const announceTrouble = (title: string, error: unknown, again?: () => void): void =>
  announce({
    title,
    state: 'failed',
    troubles: [troubleOf(error, again === undefined ? 'reading' : 'sending')],
    again: isUnsent(error) ? again : undefined,
  });

export const dismiss = (id: string): void => popped.update((all) => all.filter((other) => other !== id));

export function clearFinished(): void {
  keep(activities.get().filter((activity) => activity.state === 'running'));
}

/** What has become of it until now: events tell only what is still to come. */
async function look(activity: Activity): Promise<void> {
  for (const goal of activity.goals.filter(({ id }) => !activity.reached.includes(id))) {
    try {
      const { data } = await api().call('instance.get', { params: { id: goal.id } });
      weigh(goal.id, data);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) weigh(goal.id, null);
    }
  }
}

function weigh(id: number, instance: Instance | null): void {
  for (const activity of activities.get()) {
    const goal = activity.goals.find((g) => g.id === id);
    if (activity.state !== 'running' || goal === undefined || activity.reached.includes(id)) continue;
    const outcome = outcomeOf(goal, instance);
    if (outcome.state === 'running') {
      const { sentence, fraction } = outcome;
      if (activity.goals.length === 1) change(activity.id, (a) => ({ ...a, sentence, fraction }));
      continue;
    }
    const trouble = outcome.state === 'failed' ? [{ message: outcome.sentence }] : [];
    const reached = [...activity.reached, id];
    const troubles = [...activity.troubles, ...trouble];
    const over = reached.length === activity.goals.length;
    const state = over ? (troubles.length > 0 ? 'failed' : 'done') : 'running';
    change(activity.id, (a) => ({
      ...a,
      reached,
      troubles,
      state,
      sentence: over ? '' : a.sentence,
      fraction: undefined,
    }));
  }
}

/** Takes up what was under way before a reload. */
export function resumeActivities(): void {
  onChange((kind, { id, object }) => {
    if (kind === 'instance') weigh(id, (object as Instance | undefined) ?? null);
  });
  for (const activity of activities.get()) if (activity.state === 'running') void look(activity);
}
