import { connect, type Socket } from 'node:net';

/** Milliseconds for connecting to a socket on this machine: it works at once or not at all. */
const connectDeadlineMs = 5_000;

export function connectUnix(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const timer = setTimeout(
      () => socket.destroy(new Error(`no answer within ${connectDeadlineMs} ms`)),
      connectDeadlineMs,
    );
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** Does anybody listen there? */
export async function socketAnswers(path: string): Promise<boolean> {
  try {
    (await connectUnix(path)).destroy();
    return true;
  } catch {
    // Whatever the reason, nobody can be reached there: that is the answer.
    return false;
  }
}
