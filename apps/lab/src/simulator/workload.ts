/**
 * People who use the simulated cloud: they create instances and go on to start, stop, pause, reboot, delete and create
 * them, all by the API. Knows of each of its instances what was asked last, so that few requests are refused.
 */
import { ApiError, type Client } from '@skerry/sdk';
import { setTimeout as delay } from 'node:timers/promises';
import { eachOf } from './each-of.ts';

export interface WorkloadOptions {
  readonly client: Client;
  readonly imageId: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

type Power = 'running' | 'stopped' | 'paused';
const actions = {
  running: ['stop', 'pause', 'reboot', 'delete'],
  stopped: ['start', 'delete'],
  paused: ['resume'],
} as const satisfies Record<Power, readonly string[]>;
type Action = (typeof actions)[Power][number];
const next: Readonly<Record<Exclude<Action, 'delete'>, Power>> = {
  stop: 'stopped',
  pause: 'paused',
  reboot: 'running',
  start: 'running',
  resume: 'running',
};

/** Requests under way at once. */
const atOnce = 16;

export class Workload {
  readonly #options: WorkloadOptions;
  readonly #power = new Map<number, Power>();
  readonly #ids: number[] = [];
  #made = 0;
  #wanted = 0;
  accepted = 0;
  /** An instance that was busy with the request before. */
  refused = 0;
  /** Instances that something was asked of since they were created. */
  readonly touched = new Set<number>();

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  get instances(): number {
    return this.#ids.length;
  }

  async create(count: number): Promise<void> {
    this.#wanted += count;
    await eachOf(Array.from({ length: count }), atOnce, () => this.#create());
  }

  /** `perSecond` requests until the signal aborts; what was begun is finished. */
  async churn(perSecond: number, signal: AbortSignal): Promise<void> {
    const running = new Set<Promise<void>>();
    const began = performance.now();
    for (let done = 0; !signal.aborted; done++) {
      const ms = began + (done * 1000) / perSecond - performance.now();
      if (ms > 0) await delay(ms, undefined, { signal }).catch(() => {});
      if (signal.aborted) break;
      if (running.size >= atOnce) await Promise.race(running);
      const one = this.#change().finally(() => running.delete(one));
      running.add(one);
    }
    await Promise.all(running);
  }

  /** `count` requests as fast as they are taken. */
  async burst(count: number): Promise<void> {
    await eachOf(Array.from({ length: count }), atOnce, () => this.#change());
  }

  async deleteAll(): Promise<void> {
    this.#wanted = 0;
    await eachOf([...this.#ids], atOnce, async (id) => {
      await this.#ask(id, 'delete');
      this.#forget(id);
    });
  }

  async #create(): Promise<void> {
    const { client, imageId } = this.#options;
    const number = this.#made++;
    const kind = number % 4 === 0 ? 'vm' : 'container';
    const body = { name: `sim-${number}`, imageId, kind, cpus: 1, memoryMiB: 256 } as const;
    const { data } = await client.call('instance.create', { body, deadlineMs: 120_000 });
    if (!('id' in data)) throw new Error('The answer to a creation was a plan.');
    this.#power.set(data.id, 'running');
    this.#ids.push(data.id);
    this.accepted++;
  }

  async #change(): Promise<void> {
    const { random } = this.#options;
    if (this.#ids.length < this.#wanted) return this.#create();
    const index = Math.floor(random() * this.#ids.length);
    const id = this.#ids[index] as number;
    const power = this.#power.get(id) ?? 'running';
    const choices = actions[power];
    const action = choices[Math.floor(random() * choices.length)] as Action;
    try {
      await this.#ask(id, action);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      this.refused++;
      return;
    }
    this.accepted++;
    if (action !== 'delete') this.#power.set(id, next[action]);
    else this.#forget(id);
  }

  async #ask(id: number, action: Action): Promise<void> {
    const { client } = this.#options;
    const params = { id };
    this.touched.add(id);
    if (action === 'delete') await client.call('instance.delete', { params, query: { graceSeconds: 0 } });
    else await client.call(`instance.${action}`, { params });
  }

  #forget(id: number): void {
    this.#power.delete(id);
    const index = this.#ids.indexOf(id);
    if (index === -1) return;
    const last = this.#ids.pop() as number;
    if (index < this.#ids.length) this.#ids[index] = last;
  }
}
