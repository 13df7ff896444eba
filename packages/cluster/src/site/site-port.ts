/**
 * What the console of the site, in the same process, needs of the controller. It keeps numbers in stock while the link is
 * up, and writes down since when the link is as it is; both are on disk, so a restart during a cut forgets neither.
 */
import {
  type guestConsoleEnding,
  type Heard,
  type ReplyHeard,
  type RequestMethod,
  type StreamMethod,
  type Told,
} from '@skerry/contract';
import type { SampleRings } from '@skerry/domain';
import { type Clock, type Log, Reconciler } from '@skerry/kit';
import type { LinkDuplex, Session } from '@skerry/link';
import { type Mirror, put, type Store } from '@skerry/store';
import { siteKeys } from '@skerry/store/layout/controller';
import { hostAbout } from '../answers.ts';
import type { HostLink } from '../hosts/host-link.ts';
import { IdStock } from '../placement/id-stock.ts';
import type { Questions } from '../questions.ts';

export interface SitePortParts {
  readonly clusterId: number;
  readonly store: Store;
  readonly mirror: Mirror;
  readonly samples: SampleRings;
  readonly unreadableRecords: number;
  readonly upward: Session;
  readonly hosts: HostLink;
  readonly questions: Questions;
  /** Numbers that only administrators get when the site is cut. */
  readonly reserve: number;
  readonly clock: Clock;
  readonly log: Log;
}

export class SitePort {
  readonly clusterId: number;
  readonly store: Store;
  readonly mirror: Mirror;
  readonly samples: SampleRings;
  readonly unreadableRecords: number;
  private readonly parts: SitePortParts;
  private readonly ids: IdStock;
  readonly linkChanges: Reconciler<'link' | 'numbers'>;
  private readonly unlisten: (() => void)[] = [];

  constructor(parts: SitePortParts) {
    this.clusterId = parts.clusterId;
    this.store = parts.store;
    this.mirror = parts.mirror;
    this.samples = parts.samples;
    this.unreadableRecords = parts.unreadableRecords;
    this.parts = parts;
    this.ids = new IdStock(parts.store, parts.upward, parts.reserve);
    this.linkChanges = new Reconciler(
      { name: 'site link', wakesOn: 'a link to the front-end that is up or cut', work: (key) => this.follow(key) },
      parts,
    );
  }

  open(): void {
    // Apart: who asks for numbers while the link is cut waits for the answer, and the cut must not wait with it.
    const wake = () => {
      for (const key of ['link', 'numbers'] as const) this.linkChanges.wake(key);
    };
    this.unlisten.push(this.parts.upward.on('connected', wake), this.parts.upward.on('cut', wake));
    wake();
  }

  nextId(kind: string, privileged: boolean): Promise<number> {
    return this.ids.next(kind, privileged);
  }

  /** As over the link, so that both doors lead to the same. */
  async ask<M extends RequestMethod>(method: M, body: Told<M>): Promise<ReplyHeard<M>> {
    return this.parts.questions.answer(method, body);
  }

  openStream<M extends StreamMethod>(method: M, body: Told<M>): LinkDuplex {
    return this.parts.hosts.openStream(hostAbout(this.mirror, method, body), method, body);
  }

  onConsoleEnding(listener: (body: Heard<typeof guestConsoleEnding>) => boolean): () => void {
    return this.parts.hosts.onConsoleEnding(listener);
  }

  async close(): Promise<void> {
    for (const end of this.unlisten) end();
    await this.linkChanges.close();
  }

  private async follow(key: 'link' | 'numbers'): Promise<boolean> {
    await (key === 'link' ? this.noteLink() : this.ids.fill());
    return false;
  }

  private async noteLink(): Promise<void> {
    const state = this.parts.upward.state === 'connected' ? 'online' : 'cut';
    const before = (await this.store.get(siteKeys.link))?.value;
    if (before?.state === state) return;
    const at = this.parts.clock.now().toISOString();
    await this.store.commit({ writes: [put(siteKeys.link, { state, at })] });
  }
}
