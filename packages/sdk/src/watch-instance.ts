import type { Client } from './client.ts';
import type { ChangeEvent } from './events.ts';

/** With a live event stream this is only the safety net; without one it is how changes are noticed at all. */
const pollWithEventsMs = 3_000;
const pollAloneMs = 700;

/** Counts events of one instance, so that a change between reading and waiting is never slept through. */
export function watchInstance(client: Client, instanceId: number, signal: AbortSignal | undefined) {
  const stop = new AbortController();
  let count = 0;
  let live = false;
  let wake = () => {};
  const ring = () => {
    count++;
    wake();
  };
  signal?.addEventListener('abort', ring, { signal: stop.signal });
  const follow = async () => {
    const stream = client.events({
      kinds: ['instance'],
      signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
      onConnected: () => {
        live = true;
        ring();
      },
      onLost: () => (live = false),
    });
    for await (const event of stream) if (concerns(event, instanceId)) ring();
  };
  // Without events the wait goes on by asking; what is wrong with the server shows itself there.
  follow().catch(() => (live = false));
  return {
    ticket: () => count,
    close: () => stop.abort(),
    /** Until something has happened since the ticket, or it is time to ask anyway; `ms` at most. */
    next(ticket: number, ms: number): Promise<void> {
      if (count !== ticket) return Promise.resolve();
      const patience = Math.min(ms, live ? pollWithEventsMs : pollAloneMs);
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, patience);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

const concerns = (event: ChangeEvent, instanceId: number): boolean =>
  event.type === 'resync' || (event.kind === 'instance' && event.id === instanceId);
