/**
 * The parent's end of links in memory: the sessions, frames and rules of `createParent`, without sockets and
 * certificates. Its sessions end with the life of its level.
 */
import { type Identity, linkError, type OpenParent, type Parent, type ParentOptions, type Session } from '@skerry/link';
import { loopbackTransports } from '@skerry/link/loopback-transport';
import type { Transport } from '@skerry/link/transport';
import { LinkSession } from '@skerry/link/session/link-session';
import { setTimeout as delay } from 'node:timers/promises';
import type { Life } from './life.ts';
import { steppedSession } from './stepped-session.ts';

type Listener = (session: Session, identity: Identity) => void;

export class MemoryParent implements Parent {
  readonly port = 0;
  readonly sessions = new Map<string, Session>();
  readonly options: ParentOptions;
  private readonly life: Life;
  private readonly own = new Map<string, LinkSession>();
  private readonly listeners = new Set<Listener>();
  private readonly wires = new Set<Transport>();

  constructor(options: ParentOptions, life: Life) {
    this.options = options;
    this.life = life;
    life.onEnd(() => {
      // A process that is killed says no farewell: what it had on the wire is lost.
      for (const wire of this.wires) wire.terminate();
      void this.close();
    });
  }

  onSession(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes the connection of a child that dials; false when it is refused. */
  async admit(identity: Identity, wire: Transport): Promise<boolean> {
    const accepted = await this.options.accept(identity);
    if (accepted === false || accepted === 'lost' || !this.life.alive) return false;
    this.wires.add(wire);
    void this.sessionOf(identity)
      .attach(wire)
      .then(() => this.wires.delete(wire));
    return true;
  }

  private sessionOf(identity: Identity): LinkSession {
    const known = this.own.get(identity.id);
    if (known !== undefined) return known;
    const session = new LinkSession(false, this.options);
    const stepped = steppedSession(session, this.life);
    this.own.set(identity.id, session);
    this.sessions.set(identity.id, stepped);
    for (const listener of this.listeners) listener(stepped, identity);
    return session;
  }

  async forget(childId: string): Promise<void> {
    const session = this.own.get(childId);
    this.own.delete(childId);
    this.sessions.delete(childId);
    await session?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.own.keys()].map((id) => this.forget(id)));
  }
}

/** Where the parents of a cloud are found, as a network would find them. */
export class Switchboard {
  private readonly parents = new Map<string, MemoryParent>();

  /** For the options of a level: its children are taken in here, for as long as it lives. */
  openParent(name: string, life: Life): OpenParent {
    return async (options) => {
      const parent = new MemoryParent(options, life);
      this.parents.set(name, parent);
      life.onEnd(() => {
        if (this.parents.get(name) === parent) this.parents.delete(name);
      });
      return parent;
    };
  }

  parent(name: string): MemoryParent {
    const parent = this.parents.get(name);
    if (parent === undefined) throw linkError('link-cut');
    return parent;
  }

  /** Dials until the life ends, as `createChild` does. */
  dial(name: string, identity: Identity, life: Life): Session {
    const session = new LinkSession(true);
    void this.dialForEver(name, identity, session, life);
    return steppedSession(session, life);
  }

  private async dialForEver(name: string, identity: Identity, session: LinkSession, life: Life): Promise<void> {
    let wire: Transport | undefined;
    life.onEnd(() => {
      wire?.terminate();
      void session.close();
    });
    while (life.alive && !session.closed) {
      const [up, down] = loopbackTransports();
      const admitted = await this.parents
        .get(name)
        ?.admit(identity, down)
        .catch(() => false);
      if (admitted === true && life.alive) {
        wire = up;
        await session.attach(up);
      } else up.terminate();
      await delay(25);
    }
  }
}
