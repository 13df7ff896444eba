import { memorySettings } from '@skerry/kit/memory-settings';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const here = import.meta.dirname;
const dist = basename(here) === 'dist' ? here : join(here, '../../../../dist');
const ticksPerSecond = 100;

export interface FrontEndStart {
  readonly data: string;
  /** Of the administrator; kept from an earlier start if there was one. */
  readonly password: string;
  /** Port 0 takes a free one. */
  readonly port?: number;
  readonly nodeOptions?: readonly string[];
}

/** The built front-end as it is shipped, in a process of its own. It ends with this process's call of `stop`. */
export class FrontEndProcess {
  readonly url: string;
  /** Where clusters dial. */
  readonly linkUrl: string;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, { url, linkUrl }: Urls, startMs: number) {
    this.#child = child;
    this.url = url;
    this.linkUrl = linkUrl;
    this.startMs = startMs;
  }

  static async start({ data, password, port = 0, nodeOptions = [] }: FrontEndStart): Promise<FrontEndProcess> {
    const began = performance.now();
    const options = ['--data', data, '--listen', `127.0.0.1:${port}`, '--link-listen', '127.0.0.1:0'];
    const memory = memorySettings['front-end'];
    const program = [...memory.flags, ...nodeOptions, join(dist, 'front-end.mjs'), ...options, '--log-level', 'error'];
    const child = spawn(process.execPath, program, {
      env: { ...memory.env, ...process.env, SKERRY_ADMIN_PASSWORD: password },
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
    const urls = JSON.parse(await readFile(join(data, 'run/front-end.json'), 'utf8')) as Urls;
    const answer = await fetch(`${urls.url}/v1/status`);
    if (answer.status !== 401) throw new Error(`The front-end answered ${answer.status}.`);
    return new FrontEndProcess(child, urls, performance.now() - began);
  }

  get port(): number {
    return Number(new URL(this.url).port);
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

interface Urls {
  readonly url: string;
  readonly linkUrl: string;
}
