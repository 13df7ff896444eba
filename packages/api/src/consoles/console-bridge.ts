import { commandEnded, consoleCloseCodes } from '@skerry/contract';
import type { LinkDuplex } from '@skerry/link';
import { toFailure } from '@skerry/kit';
import type { ConsoleEnd, ConsoleViewer } from './console-viewer.ts';

/** Bytes that may wait for a slow viewer before the guest's side is held. */
const highWaterBytes = 256 * 1024;

export interface BridgeEvents {
  readonly resize: (columns: number, rows: number) => void;
  /** What the host said of the end before it came. */
  readonly ending: () => ToldEnding | undefined;
}

export interface ToldEnding {
  readonly why: 'ended' | 'stopped';
  readonly message: string;
  /** Of a command. */
  readonly status?: number;
}

/**
 * Carries the bytes of one console between a viewer and the stream to its cluster, each side only as fast as the other
 * takes them. Resolves when both are gone; ending either side ends the other.
 */
export function bridge(viewer: ConsoleViewer, stream: LinkDuplex, events: BridgeEvents): Promise<ConsoleEnd> {
  let end: ConsoleEnd | undefined;
  const over = Promise.withResolvers<ConsoleEnd>();
  const finish = (code: number, reason: string) => {
    if (end !== undefined) return;
    end = { code, reason };
    viewer.close(end);
    stream.destroy();
  };

  viewer.listen({
    bytes(data) {
      if (end !== undefined || stream.write(data)) return;
      viewer.pause();
      stream.once('drain', () => viewer.resume());
    },
    resize(columns, rows) {
      if (end === undefined) events.resize(columns, rows);
    },
    // Only its input is over: what it still says is read.
    inputEnded: () => void stream.end(),
    malformed: (reason) => finish(consoleCloseCodes.malformed, reason),
    gone(why) {
      end ??= why;
      stream.destroy();
      over.resolve(end);
    },
  });
  stream.on('data', (bytes: Buffer) => {
    viewer.send(bytes, () => {
      if (stream.isPaused() && viewer.waitingBytes < highWaterBytes) stream.resume();
    });
    if (viewer.waitingBytes >= highWaterBytes) stream.pause();
  });
  stream.once('end', () => {
    const told = events.ending();
    const code = told?.status === undefined ? consoleCloseCodes[told?.why ?? 'ended'] : commandEnded + told.status;
    finish(code, told?.message ?? 'The guest closed its console.');
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
  return over.promise;
}
