/** Asks an application once whether it is well. What hangs, and what cannot be asked, is not. */
import type { HealthProbe } from '@skerry/domain';
import type { GuestCommands } from '@skerry/driver-contract';
import { connect } from 'node:net';

export interface Asked {
  readonly instanceId: number;
  /** Its first; absent: it is on no network. */
  readonly address: string | undefined;
  readonly commands: GuestCommands | undefined;
}

export async function checkHealth(probe: HealthProbe, asked: Asked): Promise<boolean> {
  const stop = AbortSignal.timeout(Math.max(1, probe.timeoutSeconds) * 1000);
  try {
    return await ask(probe, asked, stop);
  } catch {
    // Nobody listens, no such program, too late: it is not well, and that is all there is to say.
    return false;
  }
}

async function ask(probe: HealthProbe, { instanceId, address, commands }: Asked, stop: AbortSignal): Promise<boolean> {
  const { exec, shell, http, tcp } = probe;
  const words = exec ?? (shell === undefined ? undefined : ['/bin/sh', '-c', shell]);
  if (words !== undefined) return succeeds(commands, instanceId, words, stop);
  if (address === undefined) return false;
  if (http !== undefined) {
    const url = new URL(`http://${address}:${http.port}`);
    const [path = '/', query] = http.path.split('?', 2);
    url.pathname = path;
    if (query !== undefined) url.search = query;
    const answer = await fetch(url, { signal: stop, redirect: 'manual' });
    await answer.body?.cancel();
    return answer.status >= 200 && answer.status < 400;
  }
  return tcp !== undefined && connects(address, tcp.port, stop);
}

async function succeeds(
  commands: GuestCommands | undefined,
  instanceId: number,
  words: readonly string[],
  stop: AbortSignal,
): Promise<boolean> {
  if (commands === undefined) return false;
  const running = await commands.open(instanceId, { words, terminal: false });
  const end = () => void running.destroy();
  stop.addEventListener('abort', end, { once: true });
  running.on('error', () => {});
  running.end();
  running.resume();
  try {
    return (await running.status) === 0 && !stop.aborted;
  } finally {
    stop.removeEventListener('abort', end);
  }
}

function connects(host: string, port: number, stop: AbortSignal): Promise<boolean> {
  const answer = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, signal: stop });
  socket.once('connect', () => answer.resolve(true));
  socket.once('error', () => answer.resolve(false));
  return answer.promise.finally(() => socket.destroy());
}
