import type { GuestReport } from '@skerry/driver-contract';
import type { Log } from '@skerry/kit';

/**
 * Milliseconds between two looks. A look reads a few small files per container and starts no process; much shorter costs
 * processor time on full hosts, much longer delays the restart of a crashed guest.
 */
const lookEveryMs = 500;

/**
 * Calls back when a guest's state or first process is another than at the last look. LXC's own lxc-monitor is not used:
 * it starts a daemon, loses events while it restarts, and knows nothing of the disk's process.
 */
export function createGuestWatch(list: () => Promise<readonly GuestReport[]>, log: Log) {
  const listeners = new Set<(instanceId: number) => void>();
  let known: Map<number, string> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const now = new Map((await list()).map((report) => [report.instanceId, `${report.state} ${report.pid ?? ''}`]));
      const before = known;
      known = now;
      if (!before) return;
      for (const id of new Set([...before.keys(), ...now.keys()])) {
        if (before.get(id) !== now.get(id)) for (const listener of listeners) listener(id);
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'looking at the containers failed; trying again');
    }
  }

  function schedule(): void {
    timer = setTimeout(() => void turn(), lookEveryMs).unref();
  }

  async function turn(): Promise<void> {
    await look();
    if (listeners.size > 0) schedule();
    else timer = undefined;
  }

  return {
    onChange(listener: (instanceId: number) => void): () => void {
      listeners.add(listener);
      if (!timer) {
        known = undefined;
        schedule();
        void look();
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
