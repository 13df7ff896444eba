import { ApiError } from './api-error.ts';
import type { Item } from './call.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './connection-error.ts';
import { watchInstance } from './watch-instance.ts';

export type InstanceView = Item<'instance.list'>;

/** The deadline passed. `last` is what was seen last; the work itself goes on. */
export class WaitTimeout extends Error {
  readonly last: InstanceView | undefined;
  constructor(message: string, last: InstanceView | undefined) {
    super(message);
    this.name = 'WaitTimeout';
    this.last = last;
  }
}

export interface WaitOptions {
  /** Milliseconds. Default 10 minutes. */
  readonly deadlineMs?: number;
  /** Called with every new view, the first included; undefined: the instance is gone. */
  readonly onChange?: (instance: InstanceView | undefined) => void;
  /** Called when the server cannot be asked just now, and again with undefined when it can. */
  readonly onTrouble?: (error: ConnectionError | ApiError | undefined) => void;
  readonly signal?: AbortSignal;
}

/**
 * Waits until `predicate` holds for the instance (undefined: it is gone) and returns it. Woken by events; where they
 * do not come through it asks again and again. A server that cannot be reached for a while does not end the wait.
 * @throws WaitTimeout at the deadline; ApiError when asking is refused; the reason of `signal` when it aborts.
 */
export async function waitFor(
  client: Client,
  instanceId: number,
  predicate: (instance: InstanceView | undefined) => boolean,
  options: WaitOptions = {},
): Promise<InstanceView | undefined> {
  const deadlineMs = options.deadlineMs ?? 600_000;
  const deadline = performance.now() + deadlineMs;
  const waker = watchInstance(client, instanceId, options.signal);
  let last: InstanceView | undefined;
  let seen: string | undefined;
  let trouble = false;
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const asked = waker.ticket();
      try {
        const left = Math.max(500, deadline - performance.now());
        const view = await read(client, instanceId, Math.min(left, 10_000), options.signal);
        if (trouble) options.onTrouble?.(undefined);
        trouble = false;
        const text = JSON.stringify(view ?? null);
        if (text !== seen) options.onChange?.(view);
        seen = text;
        last = view;
        if (predicate(view)) return view;
      } catch (error) {
        options.signal?.throwIfAborted();
        const passing = error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500);
        if (!passing) throw error;
        trouble = true;
        options.onTrouble?.(error);
      }
      const left = deadline - performance.now();
      if (left <= 0) throw new WaitTimeout(`It did not get there within ${Math.round(deadlineMs / 1000)} s.`, last);
      await waker.next(asked, left);
    }
  } finally {
    waker.close();
  }
}

async function read(client: Client, id: number, deadlineMs: number, signal: AbortSignal | undefined) {
  try {
    const options = { params: { id }, deadlineMs, ...(signal === undefined ? {} : { signal }) };
    return (await client.call('instance.get', options)).data;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
