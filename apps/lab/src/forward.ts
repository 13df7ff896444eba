import { createServer, connect } from 'node:net';

/**
 * Carries each connection to the socket that we were given as file 3 on to a port of our own network. It lives and dies
 * with the front-end's machine. An end of either side ends the other, half-closed ones are kept half-open.
 */
export function forward(port: number): void {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    near.pipe(far);
    far.pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen({ fd: 3 });
}
