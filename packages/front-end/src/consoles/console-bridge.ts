import { consoleCloseCodes, consoleControl } from '@skerry/contract';
import type { LinkDuplex } from '@skerry/link';
import { toFailure } from '@skerry/kit';
import type { WebSocket } from 'ws';

/** Bytes that may wait for a slow browser before the guest's side is held. */
const highWaterBytes = 256 * 1024;
/** A WebSocket frame holds at most 123 bytes of reason. */
const reasonBytes = 123;
/** Milliseconds that a browser may take to close; then the socket is destroyed. */
const closeMs = 2_000;

export interface BridgeEvents {
  readonly resize: (columns: number, rows: number) => void;
  /** What the host said of the end before it came. */
  readonly ending: () => { readonly why: 'ended' | 'stopped'; readonly message: string } | undefined;
}

/** Why a console ended, for the close frame and the log. */
export interface ConsoleEnd {
  readonly code: number;
  readonly reason: string;
}

/**
 * Carries the bytes of one console between a WebSocket and the stream to its cluster, each side only as fast as the
 * other takes them. Resolves when both are gone; ending either side ends the other.
 */
export function bridge(socket: WebSocket, stream: LinkDuplex, events: BridgeEvents): Promise<ConsoleEnd> {
  let end: ConsoleEnd | undefined;
  const over = Promise.withResolvers<ConsoleEnd>();
  const finish = (code: number, reason: string) => {
    if (end !== undefined) return;
    end = { code, reason };
    closeSocket(socket, end);
    stream.destroy();
  };

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (end !== undefined) return;
    if (!isBinary) {
      const size = sizeIn(data);
      if (size === undefined) return finish(consoleCloseCodes.malformed, 'This text frame is none of the protocol.');
      return events.resize(size.columns, size.rows);
    }
    if (stream.write(data)) return;
    socket.pause();
    stream.once('drain', () => socket.resume());
  });
  stream.on('data', (bytes: Buffer) => {
    socket.send(bytes, () => {
      if (stream.isPaused() && socket.bufferedAmount < highWaterBytes) stream.resume();
    });
    if (socket.bufferedAmount >= highWaterBytes) stream.pause();
  });
  stream.once('end', () => {
    const told = events.ending();
    finish(consoleCloseCodes[told?.why ?? 'ended'], told?.message ?? 'The guest closed its console.');
  });
  stream.on('error', (error) => {
    const { code, message } = toFailure(error);
    const cut = code.startsWith('link-') || code === 'host-cut' || code === 'cluster-cut';
    finish(
      cut ? consoleCloseCodes.cut : consoleCloseCodes.refused,
      cut ? 'A link on the way to the guest was cut.' : message,
    );
  });
  stream.once('close', () => finish(consoleCloseCodes.ended, 'The guest closed its console.'));
  socket.once('close', (code, reason) => {
    end ??= { code, reason: reason.toString() || 'The viewer left.' };
    stream.destroy();
    over.resolve(end);
  });
  return over.promise;
}

/** Says goodbye with a sentence; a browser that does not answer is left. */
export function closeSocket(socket: WebSocket, { code, reason }: ConsoleEnd): void {
  const timer = setTimeout(() => socket.terminate(), closeMs);
  socket.once('close', () => clearTimeout(timer));
  // A reader that was held back would never read the answer.
  socket.resume();
  socket.close(code, shortened(reason));
}

function shortened(sentence: string): string {
  if (Buffer.byteLength(sentence) <= reasonBytes) return sentence;
  let text = sentence;
  while (Buffer.byteLength(text) > reasonBytes - 3) text = text.slice(0, -1);
  return `${text}…`;
}

function sizeIn(data: Buffer): { columns: number; rows: number } | undefined {
  try {
    return consoleControl.parse(JSON.parse(data.toString()));
  } catch {
    // Whatever it is, it is not what we agreed on: the caller closes.
    return undefined;
  }
}
