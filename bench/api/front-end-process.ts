import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const ticksPerSecond = 100;

/** The built front-end as it is shipped, in a process of its own. */
export class FrontEndProcess {
  readonly port: number;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.port = port;
    this.startMs = startMs;
  }

  static async start(data: string, password: string, nodeOptions: readonly string[] = []): Promise<FrontEndProcess> {
    const began = performance.now();
    const options = ['--data', data, '--listen', '127.0.0.1:0', '--link-listen', '127.0.0.1:0', '--log-level', 'error'];
    const child = spawn(process.execPath, [...nodeOptions, join(root, 'dist/front-end.mjs'), ...options], {
      env: { ...process.env, SKERRY_ADMIN_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (text.includes('Skerry front-end:')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`The front-end ended with ${code}.`)));
    });
    const { url } = JSON.parse(await readFile(join(data, 'run/front-end.json'), 'utf8')) as { url: string };
    const answer = await fetch(`${url}/v1/status`);
    if (answer.status !== 401) throw new Error(`The front-end answered ${answer.status}.`);
    return new FrontEndProcess(child, Number(new URL(url).port), performance.now() - began);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Of the process so far, all threads. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** MiB in memory: now, and the most so far. */
  resident(): { now: number; most: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const mib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
    return { now: mib('VmRSS'), most: mib('VmHWM') };
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill(signal);
    await ended;
  }
}
