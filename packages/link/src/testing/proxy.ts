import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A cable between a child and its parent, with faults. */
export interface Proxy {
  readonly port: number;
  /** Connections made so far. */
  readonly connections: number;
  /** Nothing passes any more, and nobody is told: a dead route. */
  stall(): void;
  resume(): void;
  /** From now on each direction carries `bytes` per `ms` milliseconds at most. */
  pace(bytes: number, ms: number): void;
  /** Both ends are reset. */
  cut(): void;
  close(): Promise<void>;
}

async function trickle(from: Socket, to: Socket, data: Buffer, { bytes, ms }: { bytes: number; ms: number }) {
  from.pause();
  for (let at = 0; at < data.length && !to.destroyed; at += bytes) {
    to.write(data.subarray(at, at + bytes));
    await delay(ms);
  }
  from.resume();
}

export async function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let stalled = false;
  let connections = 0;
  let pace: { bytes: number; ms: number } | undefined;
  const server = createServer((near) => {
    connections++;
    const far = connect(target, '127.0.0.1');
    const pair = [near, far];
    for (const socket of pair) sockets.add(socket);
    for (const [from, to] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      from.on('error', () => {});
      from.on('data', (data) => {
        if (pace !== undefined) void trickle(from, to, data, pace);
        else if (!to.write(data)) from.pause();
      });
      to.on('drain', () => stalled || pace !== undefined || from.resume());
      from.on('close', () => {
        // A dead route does not carry the news of a close either.
        if (!stalled) to.destroy();
        sockets.delete(from);
      });
    }
    if (stalled) for (const socket of pair) socket.pause();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    pace(bytes, ms) {
      pace = { bytes, ms };
    },
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
