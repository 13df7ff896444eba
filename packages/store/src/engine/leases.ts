/**
 * When the leases of a store run out. Owns the deadlines, on the monotonic clock and in memory only: after a restart
 * every lease has its full time again, because nobody could keep it alive meanwhile. That a lease exists, and which
 * keys hang on it, is the backend's fact.
 */
import type { Clock } from '@skerry/kit';
import type { LeaseId } from '../port.ts';

/** A lease whose keys could not be deleted (disk full) is tried again after this time. */
const retryMs = 1000;
/** setTimeout fires at once above 2^31 ms. */
const longestTimerMs = 2 ** 31 - 1;

interface Lease {
  readonly ttlMs: number;
  deadline: number;
  /** The next time to wake for it. */
  wakeAt: number;
}

export class Leases {
  private readonly leases = new Map<LeaseId, Lease>();
  private timer: NodeJS.Timeout | undefined;
  /** No lease runs out before. */
  private nextAt = Number.POSITIVE_INFINITY;
  private readonly clock: Clock;
  private readonly expire: (id: LeaseId) => void;

  /** `expire` is called once a lease has run out, and again until it is removed. */
  constructor(clock: Clock, expire: (id: LeaseId) => void) {
    this.clock = clock;
    this.expire = expire;
  }

  add(id: LeaseId, ttlMs: number): void {
    const deadline = this.clock.monotonicMs() + ttlMs;
    this.leases.set(id, { ttlMs, deadline, wakeAt: deadline });
    this.arm();
  }

  remove(id: LeaseId): void {
    this.leases.delete(id);
  }

  /** False from the moment of the deadline, also when its keys are not deleted yet. */
  isAlive(id: LeaseId): boolean {
    const lease = this.leases.get(id);
    return lease !== undefined && this.clock.monotonicMs() < lease.deadline;
  }

  /** False when it has run out: a lease never comes back. */
  keepAlive(id: LeaseId): boolean {
    const lease = this.leases.get(id);
    if (!lease || !this.isAlive(id)) return false;
    lease.deadline = this.clock.monotonicMs() + lease.ttlMs;
    lease.wakeAt = lease.deadline;
    return true;
  }

  /** Calls `expire` for all that have run out. Cheap when none has: it is called before every commit. */
  expireDue(): void {
    if (this.clock.monotonicMs() >= this.nextAt) this.sweep();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.leases.clear();
  }

  private sweep(): void {
    const now = this.clock.monotonicMs();
    for (const [id, lease] of this.leases) {
      if (lease.wakeAt > now) continue;
      lease.wakeAt = now + retryMs;
      this.expire(id);
    }
    this.nextAt = Number.POSITIVE_INFINITY;
    this.arm();
  }

  private arm(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const lease of this.leases.values()) next = Math.min(next, lease.wakeAt);
    if (next >= this.nextAt) return;
    this.nextAt = next;
    clearTimeout(this.timer);
    const wait = Math.min(longestTimerMs, Math.max(1, Math.ceil(next - this.clock.monotonicMs())));
    this.timer = setTimeout(() => this.sweep(), wait);
    this.timer.unref();
  }
}
