/** A process that writes as fast as it can, for tests that end it in the middle. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const script = new URL('./write-storm.ts', import.meta.url).pathname;

/** Acknowledged keys with their revisions, as the process told them before it was killed after about `ms`. */
export async function stormAndKill(path: string, round: number, ms: number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [script, path, String(round)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const closed = once(child, 'close');
  try {
    await Promise.race([once(child.stdout, 'data'), closed]);
    await Promise.race([delay(ms), closed]);
  } finally {
    child.kill('SIGKILL');
  }
  await closed;
  if (complaints !== '') throw new Error(complaints);
  const whole = told.slice(0, told.lastIndexOf('\n')).split('\n');
  return new Map(whole.map((line) => [line.slice(line.indexOf(' ') + 1), Number(line.slice(0, line.indexOf(' ')))]));
}

/** What the storm wrote under the key. */
export function stormValue(key: string) {
  const i = Number(key.slice(key.lastIndexOf('/') + 1));
  return { i, filling: 'x'.repeat((i * 97) % 3000) };
}
