import { loopbackTransports } from './loopback-transport.ts';
import { LinkSession } from './session/link-session.ts';
import type { Handlers, Session } from './session/session.ts';
import type { SessionOptions } from './session/settings.ts';
import type { Transport } from './transport.ts';

export type Side = 'parent' | 'child';

export interface LoopbackOptions extends SessionOptions {
  /** Handlers of each side, given again to its next life at a restart. */
  readonly parent?: Handlers;
  readonly child?: Handlers;
}

export interface LoopbackPair {
  /** The present life of each side: another object after `restart`. */
  readonly parent: Session;
  readonly child: Session;
  /** Ends the connection, as a broken cable that both sides notice at once. */
  cut(): void;
  /** Connects again. Use `connected` to wait for it. */
  heal(): void;
  /** The process of that side dies and comes back: its session is closed, and a new one is connected unless cut. */
  restart(side: Side): void;
  /** Resolves when both sides are connected. */
  connected(deadlineMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** Two sessions joined in memory, with the code and the frames of a real link, for tests. Starts connected. */
export function createLoopbackPair(options: LoopbackOptions = {}): LoopbackPair {
  const { parent: parentHandlers = {}, child: childHandlers = {}, ...sessionOptions } = options;
  const start = (side: Side) => {
    const session = new LinkSession(side === 'child', sessionOptions);
    session.handle(side === 'child' ? childHandlers : parentHandlers);
    return session;
  };
  const sides = { parent: start('parent'), child: start('child') };
  let wire: Transport | undefined;

  const cut = () => {
    wire?.terminate();
    wire = undefined;
  };
  const heal = () => {
    cut();
    const [up, down] = loopbackTransports();
    wire = up;
    void sides.parent.attach(down);
    void sides.child.attach(up);
  };
  heal();
  return {
    get parent() {
      return sides.parent;
    },
    get child() {
      return sides.child;
    },
    cut,
    heal,
    restart(side) {
      const connected = wire !== undefined;
      cut();
      void sides[side].close();
      sides[side] = start(side);
      if (connected) heal();
    },
    async connected(deadlineMs = 5000) {
      await Promise.all([
        sides.parent.waitFor('connected', { deadlineMs }),
        sides.child.waitFor('connected', { deadlineMs }),
      ]);
    },
    async close() {
      await Promise.all([sides.parent.close(), sides.child.close()]);
      cut();
    },
  };
}
