import { connect } from 'node:net';

/** What a connection from here says. `refused`: the machine is there, and nothing listens. `away`: no way leads to it. */
export type Reach = 'open' | 'refused' | 'away';

export async function reach(address: string, port: number, deadlineMs: number): Promise<Reach> {
  const found = Promise.withResolvers<Reach>();
  const socket = connect({ host: address, port, timeout: deadlineMs });
  socket.once('connect', () => found.resolve('open'));
  socket.once('timeout', () => found.resolve('away'));
  socket.once('error', (error: NodeJS.ErrnoException) => {
    found.resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'away');
  });
  try {
    return await found.promise;
  } finally {
    socket.destroy();
  }
}
