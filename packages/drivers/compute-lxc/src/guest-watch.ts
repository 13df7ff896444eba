import type { GuestReport } from '@skerry/driver-contract';
import { startTimeOf } from '@skerry/host-os';
import type { Log } from '@skerry/kit';

/**
 * Milliseconds between two glances, which read one small file per running container. Much shorter costs processor time
 * on full hosts, much longer delays the restart of a crashed guest.
 */
const glanceEveryMs = 500;
/** A whole look reads some fifteen files per container, so it is taken where a glance saw something, and else seldom. */
const glancesPerLook = 10;

interface Known {
  /** State and first process. */
  readonly text: string;
  readonly pid: number | undefined;
  readonly startTime: string | undefined;
}

/**
 * Calls back when a guest's state or first process is another than at the last look. LXC's own lxc-monitor is not used:
 * it starts a daemon, loses events while it restarts, and knows nothing of the disk's process.
 */
export function createGuestWatch(list: () => Promise<readonly GuestReport[]>, log: Log) {
  const listeners = new Set<(instanceId: number) => void>();
  let known: Map<number, Known> | undefined;
  let glances = 0;
  let timer: NodeJS.Timeout | undefined;

  /** Is the first process of every guest still the one it was? */
  function asBefore(): boolean {
    for (const { pid, startTime } of known?.values() ?? []) {
      if (pid !== undefined && startTimeOf(pid) !== startTime) return false;
    }
    return true;
  }

  async function look(): Promise<void> {
    const now = new Map<number, Known>();
    for (const { instanceId, state, pid } of await list()) {
      const startTime = pid === undefined ? undefined : startTimeOf(pid);
      now.set(instanceId, { text: `${state} ${pid ?? ''}`, pid, startTime });
    }
    const before = known;
    known = now;
    if (!before) return;
    for (const id of new Set([...before.keys(), ...now.keys()])) {
      if (before.get(id)?.text !== now.get(id)?.text) for (const listener of listeners) listener(id);
    }
  }

  async function turn(): Promise<void> {
    try {
      glances += 1;
      if (!known || glances % glancesPerLook === 0 || !asBefore()) await look();
    } catch (error) {
      log.warn({ error: String(error) }, 'looking at the containers failed; trying again');
    }
    if (listeners.size > 0) schedule();
    else timer = undefined;
  }

  function schedule(): void {
    timer = setTimeout(() => void turn(), glanceEveryMs).unref();
  }

  return {
    onChange(listener: (instanceId: number) => void): () => void {
      listeners.add(listener);
      if (!timer) {
        known = undefined;
        schedule();
      }
      return () => void listeners.delete(listener);
    },
    close(): void {
      listeners.clear();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
