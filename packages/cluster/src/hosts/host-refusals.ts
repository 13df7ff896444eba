import type { Refusals } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import { RefusalCounter } from '@skerry/link';

/** Milliseconds between two words upwards about one host: what a host that sends nonsense costs is not passed on. */
const toldEveryMs = 10_000;

export interface HostRefusalParts {
  readonly clock: Clock;
  readonly log: Log;
  /** What is known of a host has changed. */
  readonly onChange: (hostId: number) => void;
}

/** What each host told and was not taken over. Counted in memory; who shows a host's status shows it with that. */
export class HostRefusals {
  private readonly parts: HostRefusalParts;
  private readonly counters = new Map<number, RefusalCounter>();
  private readonly tellings = new Map<number, NodeJS.Timeout>();

  constructor(parts: HostRefusalParts) {
    this.parts = parts;
  }

  shown(hostId: number): Refusals | undefined {
    return this.counters.get(hostId)?.shown;
  }

  of(hostId: number): RefusalCounter {
    const known = this.counters.get(hostId);
    if (known) return known;
    const { clock, log } = this.parts;
    const counter: RefusalCounter = new RefusalCounter({
      clock,
      log: log.child({ hostId }),
      // The first is told at once; of those that follow the newest, now and then.
      onChange: () => this.tellLater(hostId, counter.shown?.count === 1 ? 0 : toldEveryMs),
    });
    this.counters.set(hostId, counter);
    return counter;
  }

  forget(hostId: number): void {
    this.counters.delete(hostId);
    clearTimeout(this.tellings.get(hostId));
    this.tellings.delete(hostId);
  }

  close(): void {
    for (const timer of this.tellings.values()) clearTimeout(timer);
  }

  private tellLater(hostId: number, ms: number): void {
    if (this.tellings.has(hostId)) return;
    const tell = () => {
      this.tellings.delete(hostId);
      this.parts.onChange(hostId);
    };
    this.tellings.set(hostId, setTimeout(tell, ms));
  }
}
