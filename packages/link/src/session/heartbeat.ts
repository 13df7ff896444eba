import type { Clock } from '@skerry/kit';

export interface HeartbeatPort {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  receivedBytes(): number;
  beat(): void;
  heard(at: number): void;
  silent(): void;
}

/**
 * Sends a sign of life at every interval and calls `silent` when not a byte has come for too long. Each side does so by
 * itself, so a connection that works in one direction only is found by the side that hears nothing.
 */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  readonly #port: HeartbeatPort;
  #bytes: number;
  #heardAt: number;
  #checkedAt: number;

  constructor(port: HeartbeatPort) {
    this.#port = port;
    this.#bytes = port.receivedBytes();
    this.#heardAt = port.clock.monotonicMs();
    this.#checkedAt = this.#heardAt;
    this.#timer = setInterval(() => this.#check(), port.heartbeatMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = this.#port.clock.monotonicMs();
    const bytes = this.#port.receivedBytes();
    // After a stall of our own, what came meanwhile is still in the socket: the silence would be ours, not the peer's.
    const weSlept = now - this.#checkedAt > 2 * this.#port.heartbeatMs;
    this.#checkedAt = now;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#port.heard(now);
      this.#heardAt = now;
    } else if (weSlept) this.#heardAt = Math.max(this.#heardAt, now - this.#port.silenceMs + this.#port.heartbeatMs);
    if (now - this.#heardAt >= this.#port.silenceMs) this.#port.silent();
    else this.#port.beat();
  }
}
