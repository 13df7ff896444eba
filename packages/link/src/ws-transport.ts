import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { CloseCode } from './frames/protocol-error.ts';
import type { Transport, TransportListener } from './transport.ts';

/** How long a peer may take to answer a close before the socket is destroyed, milliseconds. */
const CLOSE_MS = 1000;

/** A WebSocket as a transport. `socket` is the connection below it, whose bytes are counted. */
export class WsTransport implements Transport {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  #error: Error | undefined;

  constructor(ws: WebSocket, socket: Socket) {
    this.#ws = ws;
    this.#socket = socket;
    // Heard from now on: an error without a listener would end the process. 'close' follows and tells it.
    ws.on('error', (error) => {
      this.#error = error;
    });
  }

  get bufferedBytes(): number {
    return this.#ws.bufferedAmount;
  }
  get receivedBytes(): number {
    return this.#socket.bytesRead;
  }

  listen(listener: TransportListener): void {
    this.#drained = () => listener.drained();
    this.#ws.on('message', (data: Buffer, binary) => listener.frame(data, binary));
    this.#ws.once('close', (code, reason) => listener.closed(code, reason.toString() || (this.#error?.message ?? '')));
  }

  send(frame: string | Uint8Array): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    this.#ws.send(frame, { binary: typeof frame !== 'string' }, () => this.#drained());
  }

  close(code: CloseCode, reason: string): void {
    this.#ws.close(code, Buffer.from(reason).subarray(0, 123).toString());
    const timer = setTimeout(() => this.#ws.terminate(), CLOSE_MS);
    this.#ws.once('close', () => clearTimeout(timer));
  }

  terminate(): void {
    this.#ws.terminate();
  }

  #drained: () => void = () => {};
}
