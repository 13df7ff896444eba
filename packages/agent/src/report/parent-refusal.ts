/**
 * What an agent does when its cluster does not take it in any more. It says so in the log, once, with what to do. If the
 * cluster was told that this host is gone for good, its instances were given up and their addresses are others': then
 * every guest is stopped and stays so, over restarts too. Disks are not removed: they may be the only copy there is.
 */
import type { HostIntent } from '@skerry/domain';
import type { Clock, Failure, Log } from '@skerry/kit';
import type { Session } from '@skerry/link';
import { type Mirror, put, type Store } from '@skerry/store';
import { keys } from '../keys.ts';

export interface ParentRefusalParts {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly upward: Session;
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Seconds that a guest gets to shut down: its disk may be looked at afterwards. */
const graceSeconds = 30;

export class ParentRefusal {
  private readonly parts: ParentRefusalParts;
  private readonly off: (() => void)[];
  private told: string | undefined;

  constructor(parts: ParentRefusalParts) {
    this.parts = parts;
    this.off = [
      parts.upward.on('refused', ({ failure }) => this.refused(failure)),
      parts.upward.on('connected', () => {
        this.told = undefined;
      }),
    ];
    // Whoever opened the mirror is told when it fails, and nobody else: it would end the process.
    parts.mirror.ready.then(
      () => this.isLost && this.say('link-declared-lost'),
      () => {},
    );
  }

  get isLost(): boolean {
    return this.parts.mirror.get(keys.declaredLost) !== undefined;
  }

  /** What is wanted here, of what was told. */
  wanted(intent: HostIntent | undefined): HostIntent | undefined {
    if (intent === undefined || intent.power === 'absent' || !this.isLost) return intent;
    return { ...intent, power: 'stopped', graceSeconds };
  }

  close(): void {
    for (const off of this.off) off();
  }

  private refused({ code }: Failure): void {
    if (code !== 'link-declared-lost') return this.say(code);
    this.stop().then(
      () => this.say(code),
      (error: unknown) => this.parts.log.error({ error: String(error) }, 'guests of a lost host were not stopped'),
    );
  }

  private async stop(): Promise<void> {
    const { store, clock } = this.parts;
    if (this.isLost) return;
    const value = { at: clock.now().toISOString() };
    await store.commit({ writes: [put(keys.declaredLost, value)] });
  }

  /** Dialling goes on every few seconds; the log is told once, until the refusal is another one. */
  private say(code: string): void {
    if (this.told === code) return;
    this.told = code;
    const sentence = sentences[code];
    if (sentence !== undefined) this.parts.log.error({ code, state: this.parts.dataDirectory }, sentence);
  }
}

const anew =
  'To take this machine in again: stop this agent, copy what you need of the disks in its data directory, start it once with --sweep, remove that directory, and start it with a new join token (skerry host join-token).';

const sentences: Readonly<Record<string, string>> = {
  'link-declared-lost': `An administrator declared this host lost, alone or with its cluster: its instances were given up. Its guests are stopped and are not started again; their disks stay. ${anew}`,
  'link-not-accepted': `The cluster does not take this host in: it was removed there. ${anew}`,
};
