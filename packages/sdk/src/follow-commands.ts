import { ApiError } from './api-error.ts';
import type { Answer } from './call.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './connection-error.ts';
import { watchInstance } from './watch-instance.ts';

type Command = Answer<'command.get'>;

/**
 * What became of commands to a cluster. `refused`: the first that was, with the reason. `cut`: the link of the cluster is
 * cut, and they wait for it. `waiting`: the cluster has not answered within the deadline.
 */
export type Followed =
  | { readonly outcome: 'applied' | 'waiting' | 'cut' }
  | { readonly outcome: 'refused'; readonly failure: NonNullable<Command['failure']> };

export interface FollowOptions {
  readonly instanceId: number;
  readonly clusterId: number;
  /** Milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** False: a cut cluster is waited for like any other. Default true. */
  readonly endsWhenCut?: boolean;
}

/**
 * Follows the commands that a change has become (`commands` of its answer) to what their cluster says. Woken by events of
 * the instance; a server that cannot be reached for a while does not end it.
 * @throws ApiError when asking is refused; the reason of `signal` when it aborts.
 */
export async function followCommands(
  client: Client,
  ids: readonly number[],
  options: FollowOptions,
): Promise<Followed> {
  const { instanceId, clusterId, deadlineMs, signal, endsWhenCut = true } = options;
  const deadline = performance.now() + deadlineMs;
  const waker = watchInstance(client, instanceId, signal);
  let open = [...ids];
  try {
    for (;;) {
      signal?.throwIfAborted();
      const asked = waker.ticket();
      try {
        for (const id of open) {
          const { data } = await client.call('command.get', {
            params: { id },
            ...(signal === undefined ? {} : { signal }),
          });
          if (data.state === 'waiting') continue;
          if (data.state === 'refused') return { outcome: 'refused', failure: data.failure ?? unexplained };
          open = open.filter((other) => other !== id);
        }
        if (open.length === 0) return { outcome: 'applied' };
        if (endsWhenCut && (await isCut(client, clusterId))) return { outcome: 'cut' };
      } catch (error) {
        signal?.throwIfAborted();
        const passing = error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500);
        if (!passing) throw error;
      }
      const left = deadline - performance.now();
      if (left <= 0) return { outcome: 'waiting' };
      await waker.next(asked, left);
    }
  } finally {
    waker.close();
  }
}

const unexplained = { code: 'refused', message: 'The cluster refused it, and gave no reason.' };

/** Of a cluster that one may not see nothing is known: then it is waited for. */
async function isCut(client: Client, id: number): Promise<boolean> {
  try {
    return (await client.call('cluster.get', { params: { id } })).data.state === 'cut';
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return false;
    throw error;
  }
}
