/**
 * Intents that this host was told and does not understand. What it was told before stays in force; that there is more,
 * and why it is not done, lies under `/refused/`, in the transaction of the feed, and goes up with what is observed.
 */
import type { FeedChange, Refusal } from '@skerry/contract';
import type { InstanceObservation, StepFailure } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { type Mirror, put, type Write } from '@skerry/store';
import type { RefusedIntent } from '@skerry/store/layout/agent';
import { idOf, keys } from '../keys.ts';

export class RefusedIntents {
  private readonly mirror: Mirror;
  private readonly clock: Clock;
  /** Of the change under way. */
  private pending: Write[] = [];

  constructor(mirror: Mirror, clock: Clock) {
    this.mirror = mirror;
    this.clock = clock;
  }

  note({ key, value }: FeedChange, { message }: Refusal): void {
    // Of a key that is none there is nobody to tell.
    if (value === undefined || !/^(instance|network)\/\d{1,15}$/.test(key)) return;
    const refused: RefusedIntent = { message, at: this.clock.now().toISOString() };
    this.pending.push(put<RefusedIntent>(keys.refused + key, refused));
  }

  /** For the transaction in which the change is taken over, or was refused. */
  writes(taken: FeedChange | undefined): readonly Write[] {
    const { pending } = this;
    this.pending = [];
    if (taken === undefined) return pending;
    const key = keys.refused + taken.key;
    return this.mirror.get(key) === undefined ? [] : [{ op: 'delete', key }];
  }

  /** What is told of a guest, with what is not understood about it. */
  observed(instanceId: number, observation: InstanceObservation | undefined): InstanceObservation | undefined {
    const refused = this.mirror.get(keys.refusedInstance(instanceId))?.value;
    if (refused === undefined || observation?.failure) return observation;
    const nothing = { reached: -1, guest: 'none', reboots: 0, crashes: 0 } as const;
    return { ...(observation ?? nothing), failure: failureOf(refused) };
  }

  /** Nobody knows what is wanted of this guest, in whole or in part. */
  isUnclear(instanceId: number): boolean {
    return [keys.refusedInstances, keys.unreadableInstances].some(
      (prefix) => this.mirror.get(prefix + String(instanceId)) !== undefined,
    );
  }

  /** Networks that are not as they are wanted, as sentences for the host's report. */
  problems(): string[] {
    return this.mirror
      .entries(keys.refusedNetworks)
      .map(({ key, value }) => `Network ${idOf(key)} is not as wanted: ${value.message}`);
  }

  /** Nobody knows what is wanted of these: they stay as they are. */
  unclearNetworks(): ReadonlySet<number> {
    return new Set(
      [keys.refusedNetworks, keys.unreadableNetworks].flatMap((prefix) =>
        this.mirror.entries(prefix).map(({ key }) => idOf(key)),
      ),
    );
  }
}

const failureOf = ({ message, at }: RefusedIntent): StepFailure => ({
  step: 'read-intent',
  code: 'intent-not-understood',
  message: `The host does not understand what it was told: ${message}`,
  hint: 'Its cluster and the host may be of versions that do not fit: upgrade the older one.',
  attempts: 1,
  nextTryAt: at,
});
