import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface HeldOpen {
  readonly socket: Socket;
  /** What came until now. */
  text(): string;
  /** Does a process still hold the other end? */
  isHeld(): Promise<boolean>;
  /** Waits until the server has let go of the socket. Rejects after the deadline. */
  gone(deadlineMs: number): Promise<{ readonly text: string; readonly ms: number }>;
}

/** A client that never closes its end, whatever the server says or does. */
export async function heldOpen(
  url: string,
  bytes: string,
  { reads = true, from = '127.0.0.1' } = {},
): Promise<HeldOpen> {
  const { hostname, port } = new URL(url);
  const began = performance.now();
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, localAddress: from });
  let text = '';
  socket.on('error', () => {});
  if (reads) socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
  else socket.pause();
  await once(socket, 'connect');
  const own = socket.localPort ?? 0;
  const isHeld = () => isHeldBetween(Number(port), own);
  socket.write(bytes);
  return {
    socket,
    text: () => text,
    isHeld,
    async gone(deadlineMs) {
      while (await isHeld()) {
        if (performance.now() - began > deadlineMs) {
          socket.destroy();
          throw new Error(`after ${deadlineMs} ms the server still holds the socket; it said: ${text.slice(0, 300)}`);
        }
        await delay(50);
      }
      socket.destroy();
      return { text, ms: performance.now() - began };
    },
  };
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** The kernel's own list: a socket that its process has closed has no inode any more, whatever state it is in. */
async function isHeldBetween(server: number, client: number): Promise<boolean> {
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n');
  const line = lines
    .map((text) => text.trim().split(/\s+/))
    .find(([, local, remote]) => local?.endsWith(`:${hex(server)}`) && remote?.endsWith(`:${hex(client)}`));
  return line !== undefined && line[9] !== '0';
}
