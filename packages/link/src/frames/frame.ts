import type { Failure, Json } from '@skerry/kit';

/** The first frame each side sends on a connection. Unknown fields are ignored, so that a later version may add some. */
export interface Hello {
  readonly type: 'hello';
  /** Lowest and highest protocol version that the sender speaks. */
  readonly versions: readonly [min: number, max: number];
  /** Identifies this life of the sender: a restarted process has another one. */
  readonly session: string;
  /** The life of the receiver that the sender remembers. */
  readonly peer: string | null;
  /** The highest sequence number the sender has taken in from that life. */
  readonly received: number;
}

/** Reliable frames carry `seq`, counted from 1 in each direction since both lives met, without gaps. */
export type Reliable =
  | {
      readonly type: 'request';
      readonly seq: number;
      readonly id: number;
      readonly method: string;
      readonly body: Json;
      /** Milliseconds the asker waits from when it asked. */
      readonly deadlineMs: number;
    }
  | { readonly type: 'response'; readonly seq: number; readonly id: number; readonly body: Json }
  | { readonly type: 'failure'; readonly seq: number; readonly id: number; readonly failure: Failure }
  | { readonly type: 'notify'; readonly seq: number; readonly method: string; readonly body: Json }
  /** Holds the place of a request that expired before it was delivered. */
  | { readonly type: 'skip'; readonly seq: number };

/** Frames that belong to one connection and die with it. */
export type Ephemeral =
  | { readonly type: 'ack'; readonly seq: number }
  | { readonly type: 'beat'; readonly ack: number }
  | { readonly type: 'sample'; readonly method: string; readonly body: Json }
  | { readonly type: 'open'; readonly stream: number; readonly method: string; readonly body: Json }
  | { readonly type: 'credit'; readonly stream: number; readonly bytes: number }
  | { readonly type: 'end'; readonly stream: number }
  | { readonly type: 'abort'; readonly stream: number; readonly failure: Failure };

/** The only binary frame: one byte 0x01, the stream as a big-endian u32, then 1 to 65536 bytes. */
export interface Data {
  readonly type: 'data';
  readonly stream: number;
  readonly bytes: Uint8Array;
}

export type TextFrame = Hello | Reliable | Ephemeral;
export type Frame = TextFrame | Data;
