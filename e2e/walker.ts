/**
 * One instance with a real guest, walked at random through the API, beside a model of what was accepted. After each
 * step the invariants of packages/domain/src/instance/SPEC.md are held against what the API says, and now and then,
 * when all has come to rest, against what the system says.
 */
import { allowedIn, type InstanceAction, instanceStates, refusal } from '@skerry/domain';
import { ApiError, type Client, type InstanceView, waitFor } from '@skerry/sdk';
import { expect, vi } from 'vitest';
import { type GuestKind, guestTruth } from './guest-truth.ts';
import type { RealSite } from './real-site.ts';

/** Discs need an image of their own: `machines.test.ts` changes them. */
type Walked = Exclude<InstanceAction, 'update' | 'attach-cdrom' | 'eject-cdrom' | 'delete'>;
type Power = InstanceView['wanted']['power'];
type Order = readonly [
  route: `instance.${Exclude<Walked, 'resize' | 'rename' | 'reconfigure'> | 'patch'}`,
  action: Walked,
  body?: object,
];

/** A state of rest in which it is possible. */
const askedIn = {
  reboot: 'running',
  pause: 'running',
  resume: 'paused',
  stop: 'running',
  resize: 'stopped',
  start: 'stopped',
  rename: 'running',
  reconfigure: 'running',
} as const satisfies Record<Walked, Power>;

/** A guest that has not come up yet hears no request to shut down, and goes at the end of its grace. */
const graces = [0, 2] as const;
const settleDeadlineMs = 60_000;

export class Walker {
  readonly told: string[] = [];
  private readonly random: () => number;
  private readonly site: RealSite;
  private readonly client: Client;
  private readonly kind: GuestKind;
  private readonly name: string;
  private id = -1;
  private wish: { power: Power; reboots: number; generation: number; crashes: number };
  /** Process of the guest when all was at rest last, and what must have become of it since. */
  private known: { readonly pid: number; must: 'stay' | 'change' | 'either' } | undefined;
  private renamed = 0;
  private readonly done = new Set<Walked>();

  constructor(site: RealSite, client: Client, kind: GuestKind, random: () => number) {
    this.site = site;
    this.client = client;
    this.kind = kind;
    this.name = `walk-${kind}`;
    this.random = random;
    this.wish = { power: 'running', reboots: 0, generation: 0, crashes: 0 };
  }

  async create(templateId: number, start: boolean): Promise<void> {
    const body = { name: this.name, templateId, kind: this.kind, start };
    const { data } = await this.client.callAny('instance.create', { body });
    const { id, wanted } = data as InstanceView;
    this.id = id;
    this.wish = { ...wanted, crashes: 0 };
    expect(wanted.power).toBe(start ? 'running' : 'stopped');
    this.told.push(`create${start ? '' : ' stopped'}`);
  }

  async step(): Promise<void> {
    const dice = this.random();
    if (dice < 0.08) await this.end();
    else if (dice < 0.3) await this.settle();
    else await this.order();
  }

  /** All that was asked has been done, and nothing else has. */
  async settle(): Promise<void> {
    const { power, reboots, generation, crashes } = this.wish;
    const there = (view: InstanceView | undefined) =>
      view?.state === power && view.observed?.reached === generation && view.pendingCommands === 0;
    const view = await waitFor(this.client, this.id, there, {
      deadlineMs: settleDeadlineMs,
      onChange: (seen) => seen && this.check(seen),
    });
    this.told.push(`= ${power}`);
    // I6, I11: what was accepted is what is there.
    expect(view?.wanted, this.story()).toEqual({ power, reboots, generation });
    if (power !== 'stopped') expect(view?.observed?.reboots, this.story()).toBe(reboots);
    expect(view?.observed?.crashes, this.story()).toBe(crashes);
    const truth = await guestTruth(this.site, this.kind, this.id);
    expect(truth.state === 'none' ? 'off' : truth.state, this.story()).toBe(power === 'stopped' ? 'off' : power);
    if (this.known && power !== 'stopped') {
      // I10: whatever was asked meanwhile that is not about running, the process is the one that was there.
      if (this.known.must === 'stay') expect(truth.pid, this.story()).toBe(this.known.pid);
      // A reboot or a crash leaves no process behind, and is not only counted.
      if (this.known.must === 'change') expect(truth.pid, this.story()).not.toBe(this.known.pid);
    }
    this.known = power === 'stopped' || truth.pid === undefined ? undefined : { pid: truth.pid, must: 'stay' };
  }

  /** Does what chance has left out, each from a state in which it is possible. */
  async complete(): Promise<void> {
    for (const action of Object.keys(askedIn) as Walked[]) {
      if (this.done.has(action)) continue;
      await this.bring(askedIn[action]);
      await this.order(action);
      await this.settle();
      expect([...this.done], this.story()).toContain(action);
    }
  }

  /** Deletes it from wherever it is; afterwards nothing more may be asked of it. */
  async delete(): Promise<void> {
    this.told.push('delete');
    await this.client.callAny('instance.delete', { params: { id: this.id }, query: { graceSeconds: 0 } });
    // I3: nothing brings it back.
    const refused = await this.ask(['instance.start', 'start']);
    expect(refused, this.story()).toSatisfy(
      (said: unknown) => said === undefined || said === refusal('start', 'deleting') || said === 'gone',
    );
    expect(refused, this.story()).not.toBeUndefined();
    await waitFor(this.client, this.id, (view) => view === undefined, { deadlineMs: settleDeadlineMs });
    expect((await guestTruth(this.site, this.kind, this.id)).state, this.story()).toBe('none');
  }

  story(): string {
    return `${this.name}: ${this.told.join(', ')}`;
  }

  private async bring(power: Power): Promise<void> {
    await this.settle();
    if (this.wish.power === power) return;
    if (this.wish.power !== 'running') await this.order(this.wish.power === 'paused' ? 'resume' : 'start');
    await this.settle();
    if (power !== 'running') await this.order(power === 'paused' ? 'pause' : 'stop');
    await this.settle();
  }

  private async order(only?: Walked): Promise<void> {
    const before = await this.view();
    const order = this.pickOrder(before.actions, only);
    const [, action] = order;
    const quiet = before.pendingCommands === 0 && before.observed?.reached === before.wanted.generation;
    // Somebody who was crashed has not been asked for anything new, and is on its way all the same.
    const atRest = quiet && before.state === before.wanted.power;
    const refused = await this.ask(order);
    this.told.push(refused === undefined ? action : `(${action})`);
    if (refused !== undefined) {
      // I2: the sentence is that of the table, for the state it was in; which can only be known when it is at rest.
      const sentences = (atRest ? [before.state] : instanceStates).map((state) => refusal(action, state));
      expect(sentences, this.story()).toContain(refused);
    } else if (atRest) {
      expect(allowedIn[action], `${this.story()}: accepted while ${before.state}`).toContain(before.state);
    }
    const after = await this.answered();
    const { generation } = this.wish;
    const applied = after.wanted.generation === generation + 1;
    if (refused !== undefined || !applied) {
      // Refused here, or by the cluster, which has the last word: nothing has changed.
      expect({ ...after.wanted, name: after.name }, this.story()).toEqual({ ...this.wanted(), name: this.called() });
      if (refused === undefined) this.told.push('(late)');
      return;
    }
    this.wish.generation += 1;
    this.done.add(action);
    this.apply(order);
    expect(after.wanted, this.story()).toEqual(this.wanted());
  }

  /** Mostly what is possible now: of what is refused the sentences alone can be learned. */
  private pickOrder(actions: InstanceView['actions'], only?: Walked): Order {
    const graceSeconds = this.pick(graces);
    const all: readonly Order[] = [
      ['instance.start', 'start'],
      ['instance.stop', 'stop', { graceSeconds }],
      ['instance.reboot', 'reboot', { graceSeconds }],
      ['instance.pause', 'pause'],
      ['instance.resume', 'resume'],
      ['instance.patch', 'resize', { memoryMiB: this.pick([128, 144]) }],
      ['instance.patch', 'reconfigure', { context: { userData: this.pick(['#!/bin/sh', '']) } }],
      ['instance.patch', 'rename', { name: `${this.name}-${this.renamed + 1}` }],
    ];
    const asked = all.find(([, action]) => action === only);
    if (asked) return asked;
    const possible = all.filter(([, action]) => actions[action] === null);
    return this.pick(this.random() < 0.75 ? possible : all);
  }

  private apply([, action]: Order): void {
    if (action === 'rename') this.renamed += 1;
    if (action === 'start' || action === 'resume') this.wish.power = 'running';
    if (action === 'pause') this.wish.power = 'paused';
    if (action === 'stop') this.wish.power = 'stopped';
    if (action === 'reboot') this.wish.reboots += 1;
    if (!this.known) return;
    if (action === 'reboot') this.known.must = 'change';
    // It may be started again before anybody has stopped it.
    if (action === 'stop' && this.known.must === 'stay') this.known.must = 'either';
  }

  /** The guest is killed from outside, as by the kernel that runs out of memory; counted, and started again. */
  private async end(): Promise<void> {
    await this.settle();
    if (this.wish.power !== 'running' || this.known === undefined) return;
    this.told.push('crash');
    process.kill(this.known.pid, 'SIGKILL');
    this.known.must = 'change';
    this.wish.crashes += 1;
    const counted = (view: InstanceView | undefined) => view?.observed?.crashes === this.wish.crashes;
    await waitFor(this.client, this.id, counted, { deadlineMs: settleDeadlineMs });
  }

  /** Undefined: accepted; else the sentence, or `gone`. */
  private async ask([route, , body]: Order): Promise<string | undefined> {
    try {
      await this.client.callAny(route, { params: { id: this.id }, body });
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return 'gone';
      expect([error.status, error.code], this.story()).toEqual([409, 'instance-state']);
      return error.problem.detail;
    }
  }

  private async view(): Promise<InstanceView> {
    const view = (await this.client.call('instance.get', { params: { id: this.id } })).data;
    this.check(view);
    return view;
  }

  /** The cluster has answered all commands. */
  private answered(): Promise<InstanceView> {
    return vi.waitFor(
      async () => {
        const view = await this.view();
        expect(view.pendingCommands).toBe(0);
        return view;
      },
      { timeout: 20_000, interval: 20 },
    );
  }

  /** What must hold of every view, at rest or not. */
  private check({ state, wanted, observed, actions }: InstanceView): void {
    // I1: a way out from everywhere.
    if (state !== 'deleting') expect([actions['start'], actions['stop']], this.story()).toContain(null);
    expect(actions['delete'], this.story()).toBeNull();
    for (const action of Object.keys(allowedIn) as InstanceAction[]) {
      const said = refusal(action, state);
      // Whether there is a drive is not a matter of its state.
      if (said === undefined && action.endsWith('-cdrom') && actions[action] !== null)
        expect(actions[action], `${this.story()}: ${action} while ${state}`).toMatch(/CD-ROM/);
      else expect(actions[action], `${this.story()}: ${action} while ${state}`).toBe(said ?? null);
    }
    // I6
    expect(wanted.generation, this.story()).toBeGreaterThanOrEqual(this.wish.generation);
    expect(observed?.reached ?? -1, this.story()).toBeLessThanOrEqual(wanted.generation);
    expect(observed?.reboots ?? 0, this.story()).toBeLessThanOrEqual(wanted.reboots);
  }

  private wanted = () => ({
    power: this.wish.power,
    reboots: this.wish.reboots,
    generation: this.wish.generation,
  });
  private called = () => (this.renamed === 0 ? this.name : `${this.name}-${this.renamed}`);
  private pick = <T>(list: readonly T[]): T => list[Math.floor(this.random() * list.length)] as T;
}
