import type { CloseCode } from './frames/protocol-error.ts';

/** What a transport tells its session. After `closed` nothing else comes. */
export interface TransportListener {
  frame(data: Uint8Array, binary: boolean): void;
  /** Some of what was buffered has left. */
  drained(): void;
  closed(code: number, reason: string): void;
}

/** One connection that carries whole frames in order. The session owns it from `listen` on and is its only user. */
export interface Transport {
  /** Never blocks: what the network does not take yet is buffered and counted. */
  send(frame: string | Uint8Array): void;
  /** Bytes given to `send` that have not left yet. */
  readonly bufferedBytes: number;
  /** Bytes heard so far, also of frames that are not whole yet: a large frame on a slow link is not silence. */
  readonly receivedBytes: number;
  listen(listener: TransportListener): void;
  /** Ends the connection. What was sent before is flushed if the peer still takes it; `closed` follows in any case. */
  close(code: CloseCode, reason: string): void;
  /** Ends it at once, for a peer that is silent. */
  terminate(): void;
}
