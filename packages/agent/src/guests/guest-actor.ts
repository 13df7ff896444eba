/**
 * The one owner of one guest on this host. Woken by whatever happened, it reads intent and host, tells its parts what it
 * wishes of them, asks `decide`, does its own step beside theirs, and looks again until there is nothing to do. What was
 * found is written for the cluster; if we die between two steps, the next life reads the same and goes on.
 */
import {
  decide,
  type Decision,
  type GuestFindings,
  type GuestStep,
  type HealthProbe,
  type HostIntent,
  type InstanceObservation,
  underEpoch,
} from '@skerry/domain';
import { type Log, Wakeful } from '@skerry/kit';
import { isDeepStrictEqual } from 'node:util';
import { computeFor } from '../drivers/host-drivers.ts';
import { Attempts, type AttemptsContext, type Work } from './attempts.ts';
import { EndClock } from './end-clock.ts';
import { checkHealth } from './check-health.ts';
import { find } from './find.ts';
import { HealthWatch } from './health-watch.ts';
import { GuestParts, type PartsSeen } from './guest-parts.ts';
import { Retry } from './retry.ts';
import { ShutdownClock } from './shutdown-clock.ts';
import { StepNotes } from './step-notes.ts';
import { runStarted, runTold } from './application-run.ts';
import { perform, type StepContext } from './steps.ts';

export interface GuestActorContext extends StepContext, AttemptsContext {
  readonly log: Log;
  intentOf(instanceId: number): Promise<HostIntent | undefined>;
  observationOf(instanceId: number): Promise<InstanceObservation | undefined>;
  /** `undefined` deletes it. */
  observe(instanceId: number, observation: InstanceObservation | undefined): Promise<void>;
  /** Nobody wants anything of this guest any more, and nothing is left to do: its actor may go. */
  forget(instanceId: number): void;
}

/** Reboots asked for before we can remember are taken as done: losing our store must not reboot a guest. */
const nothingYet = (intent: HostIntent): InstanceObservation => ({
  reached: -1,
  guest: 'none',
  reboots: intent.reboots,
  crashes: 0,
  ...(intent.epoch === undefined ? {} : { epoch: intent.epoch }),
});

export class GuestActor {
  readonly #context: GuestActorContext;
  readonly #instanceId: number;
  readonly #wakeful: Wakeful<number | 'gone' | undefined>;
  readonly #parts: GuestParts;
  readonly #attempts: Attempts;
  readonly #looking: Retry;
  readonly #shutdown: ShutdownClock;
  readonly #end: EndClock;
  readonly #health: HealthWatch;
  #intent: HostIntent | undefined;

  constructor(context: GuestActorContext, instanceId: number) {
    this.#context = context;
    this.#instanceId = instanceId;
    this.#parts = new GuestParts(context);
    this.#attempts = new Attempts(context, instanceId);
    this.#looking = new Retry(context.clock);
    this.#shutdown = new ShutdownClock(context.clock);
    this.#end = new EndClock(context.clock);
    this.#health = new HealthWatch({
      clock: context.clock,
      check: (probe) => this.#isWell(probe),
      changed: () => this.wake(),
    });
    this.#wakeful = new Wakeful(
      () => this.#convergeOrWait(),
      (next) => {
        if (next !== 'gone') return next;
        // Whoever wakes it from now on finds a new actor.
        context.forget(instanceId);
        return undefined;
      },
    );
  }

  /** Something may have changed: it looks. What failed waits for its time all the same, unless something else is wanted. */
  wake(): void {
    this.#wakeful.wake();
  }

  async close(): Promise<void> {
    this.#health.close();
    await this.#wakeful.close();
  }

  async #convergeOrWait(): Promise<number | 'gone' | undefined> {
    try {
      return await this.#converge();
    } catch (error) {
      const { pace, failures } = this.#context;
      const delayMs = this.#looking.failed(pace.failing(this.#looking));
      failures.failed(this.#lookKey, error, { tries: this.#looking.failures, delayMs });
      return delayMs;
    }
  }

  /** Steps until nothing is left to do. Answers after how many milliseconds to look again, if at all. */
  async #converge(): Promise<number | 'gone' | undefined> {
    const context = this.#context;
    const instanceId = this.#instanceId;
    /** What is known beyond what is written: a finished step need not be told before the next one is. */
    let known: InstanceObservation | undefined;
    while (!this.#wakeful.closed) {
      const intent = await context.intentOf(instanceId);
      if (!intent) {
        // The cluster forgets an instance only after it saw it gone.
        await context.observe(instanceId, undefined);
        this.#recovered();
        this.#health.close();
        return 'gone';
      }
      const isNew = this.#notice(intent);
      if (this.#looking.leftMs > 0) return this.#looking.leftMs;
      const written = await context.observationOf(instanceId);
      if (isNew) this.#attempts.recall(written?.failure);
      const before = underEpoch(known ?? written ?? nothingYet(intent), intent);
      const found = await this.#look(intent, before);
      const seen = await this.#parts.look(intent, found.guest);
      this.#looked();
      const decision = decide(intent, found, this.#parts.ready(seen));
      const works = [...this.#parts.next(seen), ...ownWork(decision)];
      const due = works.filter((work) => this.#attempts.leftMs(work) === 0);
      if (due.length === 0) {
        const done = works.length === 0 && decision.do === 'nothing';
        if (done) this.#recovered();
        const told = this.#told(intent, before, found, decision);
        await this.#write(written, { ...told, ...(done ? { reached: intent.generation } : {}) });
        return restMs(
          decision,
          works.map((work) => this.#attempts.leftMs(work)),
        );
      }
      known = await this.#act(intent, before, found, seen, due);
    }
    return undefined;
  }

  /** Another wish is tried at once, whatever failed before it. Answers whether it is one. */
  #notice(intent: HostIntent): boolean {
    if (isDeepStrictEqual(this.#intent, intent)) return false;
    this.#attempts.clear();
    this.#looking.forgive();
    this.#parts.forget();
    this.#intent = intent;
    return true;
  }

  async #look(intent: HostIntent, before: InstanceObservation): Promise<GuestFindings> {
    const { drivers, dataDirectory } = this.#context;
    const compute = computeFor(drivers, intent.kind);
    return find({ compute, dataDirectory, before, shutdown: this.#shutdown, end: this.#end }, intent);
  }

  /** All that is due at once. Answers what is known after it. */
  async #act(
    intent: HostIntent,
    before: InstanceObservation,
    found: GuestFindings,
    seen: PartsSeen,
    due: readonly Work[],
  ): Promise<InstanceObservation> {
    const context = this.#context;
    const own = due.find(isOwn);
    // Counted before the start: if we die between the start and the note of it, the guest is not rebooted again.
    const reboots = own?.step === 'start-guest' ? intent.reboots : before.reboots;
    const base = { ...this.#told(intent, before, found), reboots };
    const notes = new StepNotes(context, this.#attempts, this.#instanceId, base, due);
    const telling = notes.begin();
    if (reboots !== before.reboots) await telling;
    // Otherwise it is told while it is done: the word is for people, and a crash needs none to go on.
    const [told, parts, guest] = await Promise.allSettled([
      telling,
      this.#parts.converge(intent, seen, notes),
      own && notes.attempt(own, () => perform(context, intent, own.step)),
    ]);
    const rest = this.#told(intent, base, found);
    const did = guest.status === 'fulfilled' && guest.value === true;
    const after = own && did ? this.#after(rest, intent, own.step, found) : rest;
    // What is counted must not be lost with us, nor what failed; the rest is found again.
    if (after !== rest || notes.failures > 0) await context.observe(this.#instanceId, after);
    for (const end of [told, parts, guest]) if (end.status === 'rejected') throw end.reason;
    return after;
  }

  /** What a finished step means for the counters. */
  #after(rest: InstanceObservation, intent: HostIntent, step: GuestStep, found: GuestFindings): InstanceObservation {
    if (step === 'shut-down-guest') this.#shutdown.asked();
    if (step === 'start-guest') {
      const started = { ...rest, guest: 'running', startedAt: this.#context.clock.now().toISOString() } as const;
      return intent.application === undefined ? started : runStarted(started, intent, found);
    }
    const crashed = step === 'force-off-guest' && rest.guest === 'crashed' && intent.power === 'running';
    return crashed ? { ...rest, crashes: rest.crashes + 1 } : rest;
  }

  /** No step is under way; what failed and waits to be tried again stays told. */
  #told(
    intent: HostIntent,
    known: InstanceObservation,
    found: GuestFindings,
    decision?: Decision,
  ): InstanceObservation {
    const { step: _, failure: __, health: ___, ...rest } = known;
    const failure = this.#attempts.told;
    const told = { ...rest, guest: found.guest, ...(failure ? { failure } : {}) };
    if (intent.application === undefined) return told;
    const probe = found.guest === 'running' ? intent.application.healthCheck : undefined;
    this.#health.follow(probe && { probe, startedAt: known.startedAt });
    const health = this.#health.now;
    const asked = { ...told, ...(health === undefined ? {} : { health }) };
    return runTold(asked, known, intent, found, decision, this.#context.clock);
  }

  async #isWell(probe: HealthProbe): Promise<boolean> {
    const intent = this.#intent;
    if (!intent) return false;
    const { commands } = computeFor(this.#context.drivers, intent.kind);
    return checkHealth(probe, { instanceId: this.#instanceId, address: intent.nics[0]?.address, commands });
  }

  get #lookKey(): string {
    return `${this.#instanceId} look`;
  }

  #looked(): void {
    if (this.#looking.failures > 0) this.#context.failures.succeeded(this.#lookKey);
    this.#looking.forgive();
  }

  #recovered(): void {
    this.#attempts.clear();
    this.#context.pace.recovered(this.#looking);
  }

  async #write(before: InstanceObservation | undefined, next: InstanceObservation): Promise<void> {
    if (!isDeepStrictEqual(before, next)) await this.#context.observe(this.#instanceId, next);
  }
}

type OwnWork = Work & { readonly step: GuestStep };

const ownPart = 'guest';
const isOwn = (work: Work): work is OwnWork => work.part === ownPart;

function ownWork({ do: step }: Decision): OwnWork[] {
  return step === 'nothing' || step === 'wait' || step === 'wait-for-parts' ? [] : [{ part: ownPart, step }];
}

/** What waits for its next try, and a guest that shuts down, are looked at by themselves; the rest when something happens. */
function restMs(decision: Decision, leftMs: readonly number[]): number | undefined {
  const rests = decision.do === 'wait' ? [...leftMs, decision.withinMs] : leftMs;
  return rests.length === 0 ? undefined : Math.max(1, Math.min(...rests));
}
