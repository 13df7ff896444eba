import { consoleCloseCodes, consoleControl } from '@skerry/contract';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import type { ConsoleEnd, ConsoleViewer, ViewerListener } from '../consoles/console-viewer.ts';

/** A WebSocket frame holds at most 123 bytes of reason. */
const reasonBytes = 123;
/** Milliseconds that a browser may take to close; then the socket is destroyed. */
const closeMs = 2_000;

/** A viewer that came by a WebSocket. Holds what comes back until somebody listens. */
export class WebSocketViewer implements ConsoleViewer {
  readonly #socket: WebSocket;
  #alive = true;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    // Heard from now on: an error without a listener would end the process. 'close' follows.
    socket.on('error', () => {});
    socket.on('pong', () => (this.#alive = true));
    socket.pause();
  }

  get waitingBytes(): number {
    return this.#socket.bufferedAmount;
  }

  listen(listener: ViewerListener): void {
    const socket = this.#socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return listener.bytes(data);
      const control = controlIn(data);
      if (control === undefined) listener.malformed('This text frame is none of the protocol.');
      else if (control.type === 'end') listener.inputEnded();
      else listener.resize(control.columns, control.rows);
    });
    if (socket.readyState === socket.CLOSED) return listener.gone(left);
    socket.once('close', (code, reason) => listener.gone({ code, reason: reason.toString() || left.reason }));
    socket.resume();
  }

  send(data: Buffer, taken: () => void): void {
    this.#socket.send(data, taken);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close({ code, reason }: ConsoleEnd): void {
    const socket = this.#socket;
    const timer = setTimeout(() => socket.terminate(), closeMs);
    socket.once('close', () => clearTimeout(timer));
    // A reader that was held back would never read the answer.
    socket.resume();
    socket.close(code, shortened(reason));
  }

  /** Asked now and then: whoever has not answered since the last time is gone, whatever TCP believes. */
  ping(): void {
    if (!this.#alive) return this.#socket.terminate();
    this.#alive = false;
    this.#socket.ping();
  }
}

const left: ConsoleEnd = { code: consoleCloseCodes.ended, reason: 'The viewer left.' };

function shortened(sentence: string): string {
  if (Buffer.byteLength(sentence) <= reasonBytes) return sentence;
  let text = sentence;
  while (Buffer.byteLength(text) > reasonBytes - 3) text = text.slice(0, -1);
  return `${text}…`;
}

function controlIn(data: Buffer): z.output<typeof consoleControl> | undefined {
  try {
    return consoleControl.parse(JSON.parse(data.toString()));
  } catch {
    // Whatever it is, it is not what we agreed on: the listener is told.
    return undefined;
  }
}
