/**
 * The one owner of one guest on this host. Woken by whatever happened, it reads intent and host, asks `decide`, does
 * one step, and looks again until there is nothing to do. What it found is written for the cluster; if we die between
 * two steps, the next life reads the same and goes on.
 */
import {
  decide,
  type Decision,
  type HostFindings,
  type HostIntent,
  type InstanceObservation,
  type StepName,
  withCompanions,
} from '@skerry/domain';
import { backoff, type Clock, type Log, toFailure, Wakeful } from '@skerry/kit';
import { find } from './find.ts';
import { computeFor } from './host.ts';
import { perform, type StepContext } from './steps.ts';

export interface GuestActorContext extends Omit<StepContext, 'onProgress'> {
  readonly clock: Clock;
  readonly log: Log;
  intentOf(instanceId: number): Promise<HostIntent | undefined>;
  observationOf(instanceId: number): Promise<InstanceObservation | undefined>;
  /** `undefined` deletes it. */
  observe(instanceId: number, observation: InstanceObservation | undefined): Promise<void>;
  /** Nobody wants anything of this guest any more, and nothing is left to do: its actor may go. */
  forget(instanceId: number): void;
}

/** Of a sentence. Longer ones, such as the output of a program, are not taken over above. */
const mostCharacters = 2000;
/** Progress of one step is told this often: more would only be noise on the link. */
const progressEveryMs = 1000;

/** Reboots asked for before we can remember are taken as done: losing our store must not reboot a guest. */
const nothingYet = (intent: HostIntent): InstanceObservation => ({
  reached: -1,
  guest: 'none',
  reboots: intent.reboots,
  crashes: 0,
});

export class GuestActor {
  private readonly context: GuestActorContext;
  private readonly instanceId: number;
  private readonly wakeful: Wakeful<number | 'gone' | undefined>;
  /** Monotonic time at which the guest was asked to shut down. Lost with us: then it is asked again. */
  private shutdownAskedAt: number | undefined;
  /** The same of the last request: a guest that boots is asked until it hears. */
  private shutdownAskedLastAt: number | undefined;
  private failures = 0;

  constructor(context: GuestActorContext, instanceId: number) {
    this.context = context;
    this.instanceId = instanceId;
    this.wakeful = new Wakeful(
      () => this.convergeOrWait(),
      (next) => {
        if (next !== 'gone') return next;
        // Whoever wakes it from now on finds a new actor.
        context.forget(instanceId);
        return undefined;
      },
    );
  }

  /** Something may have changed: does not wait for a back-off to pass. */
  wake(): void {
    this.wakeful.wake();
  }

  async close(): Promise<void> {
    await this.wakeful.close();
  }

  private async convergeOrWait(): Promise<number | 'gone' | undefined> {
    try {
      return await this.converge();
    } catch (error) {
      this.context.log.error({ instanceId: this.instanceId, error: String(error) }, 'guest could not be looked at');
      return backoff(++this.failures);
    }
  }

  /** Steps until nothing is left to do. Answers after how many milliseconds to look again, if at all. */
  private async converge(): Promise<number | 'gone' | undefined> {
    const { context, instanceId } = this;
    /** What is known beyond what is written: a finished step need not be told before the next one is. */
    let known: InstanceObservation | undefined;
    while (!this.wakeful.closed) {
      const intent = await context.intentOf(instanceId);
      if (!intent) {
        // The cluster forgets an instance only after it saw it gone.
        await context.observe(instanceId, undefined);
        return 'gone';
      }
      const written = await context.observationOf(instanceId);
      const before = known ?? written ?? nothingYet(intent);
      const found = await this.look(intent, before);
      const decision = decide(intent, found);
      if (decision.do === 'nothing') {
        this.failures = 0;
        await this.write(written, settled(before, intent, found));
        return undefined;
      }
      if (decision.do === 'wait') {
        await this.write(written, { ...before, guest: found.guest });
        return decision.withinMs;
      }
      const done = await this.step(intent, before, found, decision.do);
      if (typeof done === 'number') return done;
      known = done;
    }
    return undefined;
  }

  private async look(intent: HostIntent, before: InstanceObservation): Promise<HostFindings> {
    const { drivers, dataDirectory, clock } = this.context;
    const ago = (at: number | undefined) => (at === undefined ? undefined : clock.monotonicMs() - at);
    const found = await find(
      {
        compute: computeFor(drivers, intent.kind),
        storage: drivers.storage,
        network: drivers.network,
        dataDirectory,
        reboots: before.reboots,
        shuttingDownForMs: ago(this.shutdownAskedAt),
        lastAskedMs: ago(this.shutdownAskedLastAt),
      },
      intent,
    );
    // A guest that pauses on its way down keeps its time.
    if (found.guest !== 'stopping' && found.guest !== 'paused') {
      this.shutdownAskedAt = undefined;
      this.shutdownAskedLastAt = undefined;
    }
    return found;
  }

  /** Answers what is known after it, or the delay before the next try when it failed. */
  private async step(
    intent: HostIntent,
    before: InstanceObservation,
    found: HostFindings,
    first: Exclude<Decision['do'], 'wait' | 'nothing'>,
  ): Promise<InstanceObservation | number> {
    const { context, instanceId } = this;
    const since = context.clock.now().toISOString();
    // Counted before the start: if we die between the start and the note of it, the guest is not rebooted again.
    const reboots = first === 'start-guest' ? intent.reboots : before.reboots;
    const underWay: InstanceObservation = { ...before, guest: found.guest, reboots, step: { name: first, since } };
    const steps = withCompanions(intent, found, first);
    const progress = this.progress(underWay);
    const telling = context.observe(instanceId, underWay);
    if (reboots !== before.reboots) await telling;
    // Otherwise it is told while it is done: the word is for people, and a crash needs none to go on.
    const [told, ...outcomes] = await Promise.allSettled([
      telling,
      ...steps.map((step) => perform({ ...context, onProgress: progress }, intent, step)),
    ]);
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') return this.failed(underWay, steps[i] ?? first, outcome.reason);
    }
    if (told.status === 'rejected') throw told.reason;
    this.failures = 0;
    const { step: _, failure: __, ...rest } = underWay;
    const after = this.after(rest, intent, first);
    // What is counted must not be lost with us; the rest is found again.
    if (after !== rest) await context.observe(instanceId, after);
    return after;
  }

  /** What a finished step means for the counters. */
  private after(rest: InstanceObservation, intent: HostIntent, step: StepName): InstanceObservation {
    const now = this.context.clock.now().toISOString();
    if (step === 'shut-down-guest') {
      this.shutdownAskedLastAt = this.context.clock.monotonicMs();
      // The grace began with the first.
      this.shutdownAskedAt ??= this.shutdownAskedLastAt;
    }
    if (step === 'start-guest') return { ...rest, guest: 'running', startedAt: now };
    const crashed = step === 'force-off-guest' && rest.guest === 'crashed' && intent.power === 'running';
    return crashed ? { ...rest, crashes: rest.crashes + 1 } : rest;
  }

  private async failed(underWay: InstanceObservation, step: StepName, error: unknown): Promise<number> {
    const { context, instanceId } = this;
    const failure = toFailure(error);
    const delayMs = backoff(++this.failures, { firstMs: 500, maxMs: 30_000 });
    context.log.warn({ instanceId, step, code: failure.code, error: String(error), delayMs }, 'step failed');
    const again = underWay.failure?.step === step ? underWay.failure : undefined;
    const now = context.clock.now();
    const { step: _, ...rest } = underWay;
    await context.observe(instanceId, {
      ...rest,
      failure: {
        step,
        code: failure.code,
        message: failure.message.slice(0, mostCharacters),
        ...(failure.hint === undefined ? {} : { hint: failure.hint.slice(0, mostCharacters) }),
        attempts: (again?.attempts ?? 0) + 1,
        since: again?.since ?? now.toISOString(),
        nextTryAt: new Date(now.getTime() + delayMs).toISOString(),
      },
    });
    return delayMs;
  }

  private progress(underWay: InstanceObservation): (fraction: number) => void {
    let told = 0;
    return (fraction) => {
      const now = this.context.clock.monotonicMs();
      if (!underWay.step || now - told < progressEveryMs) return;
      told = now;
      const step = { ...underWay.step, fraction: Math.round(fraction * 100) / 100 };
      this.context.observe(this.instanceId, { ...underWay, step }).catch((error: unknown) => {
        this.context.log.warn({ instanceId: this.instanceId, error: String(error) }, 'progress could not be written');
      });
    };
  }

  private async write(before: InstanceObservation | undefined, next: InstanceObservation): Promise<void> {
    if (JSON.stringify(before) !== JSON.stringify(next)) await this.context.observe(this.instanceId, next);
  }
}

function settled(before: InstanceObservation, intent: HostIntent, found: HostFindings): InstanceObservation {
  const { step: _, failure: __, ...rest } = before;
  return { ...rest, guest: found.guest, reached: intent.generation };
}
