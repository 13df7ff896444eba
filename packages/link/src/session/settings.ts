import { type Clock, type Log, silentLog, systemClock } from '@skerry/kit';

/** The newest version of the protocol that this code speaks, and the oldest it still understands (N-2). */
export const PROTOCOL_VERSIONS: readonly [min: number, max: number] = [1, 3];

export interface SessionOptions {
  readonly log?: Log;
  readonly clock?: Clock;
  /** Versions offered, lowest and highest. */
  readonly versions?: readonly [min: number, max: number];
  /** Milliseconds between signs of life. Larger: silence is noticed later. Smaller: idle links cost more. */
  readonly heartbeatMs?: number;
  /** Milliseconds without a byte after which the connection is dead. Below 2 heartbeats, one lost packet cuts the link. */
  readonly silenceMs?: number;
  /** Messages that may wait for delivery. Larger: memory, and older commands after a cut. */
  readonly maxQueuedMessages?: number;
  /** Bytes of messages that may wait for delivery. */
  readonly maxQueuedBytes?: number;
}

export interface SessionSettings extends Required<SessionOptions> {}

export function sessionSettings(options: SessionOptions = {}): SessionSettings {
  return {
    log: options.log ?? silentLog,
    clock: options.clock ?? systemClock,
    versions: options.versions ?? PROTOCOL_VERSIONS,
    heartbeatMs: options.heartbeatMs ?? 2000,
    silenceMs: options.silenceMs ?? 6000,
    maxQueuedMessages: options.maxQueuedMessages ?? 10_000,
    maxQueuedBytes: options.maxQueuedBytes ?? 64 * 1024 * 1024,
  };
}

/** Messages in flight without acknowledgement. Larger: a slow receiver holds more. Smaller: long round trips idle. */
export const WINDOW_MESSAGES = 1024;
export const WINDOW_BYTES = 8 * 1024 * 1024;

/** Bytes given to the transport before we wait. Larger: a message waits longer behind stream data. */
export const HIGH_WATER_BYTES = 256 * 1024;

/** Unsent bytes at which a peer that does not read is cut off. Only what we must answer at once can get us here. */
export const HARD_BUFFER_BYTES = 8 * 1024 * 1024;

/** Bytes a stream's sender may be ahead of its reader. Larger: memory per stream. Smaller: slow on long round trips. */
export const STREAM_WINDOW_BYTES = 256 * 1024;

/** Streams open at once on a session, opened by either side. Bounds memory to 1024 windows each way. */
export const MAX_STREAMS = 1024;

/** Requests of the peer running at once. Beyond it they are answered `link-overloaded`. */
export const MAX_RUNNING_REQUESTS = 1024;

/** Requests of ours without an answer. */
export const MAX_PENDING_REQUESTS = 10_000;

/** Methods and sources whose newest sample may wait for room. Smaller than the hosts of a cluster: some are lost. */
export const MAX_WAITING_SAMPLES = 256;

/** Acknowledge after so many messages, or after so long. Larger: the peer's buffer frees later. */
export const ACK_EVERY = 64;
export const ACK_AFTER_MS = 20;

export const DEFAULT_DEADLINE_MS = 30_000;
