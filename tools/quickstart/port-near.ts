import { freePort } from '@skerry/host-os';
import { createServer } from 'node:net';

/** This port of 127.0.0.1 if nobody listens on it, else a free one. */
export async function portNear(port: number): Promise<number> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return free ? port : freePort();
}
