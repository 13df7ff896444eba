import { randomUUID } from 'node:crypto';
import {
  consoleCloseCodes,
  guestConsole,
  type guestConsoleEnding,
  guestConsoleResize,
  guestDisplay,
  type Heard,
} from '@skerry/contract';
import { actingRight, consoleRefusal, instanceState, type Limits, may } from '@skerry/domain';
import { type Clock, type Log, toFailure } from '@skerry/kit';
import type { Store } from '@skerry/store';
import { endOf } from '../auth/standing.ts';
import type { ClusterLinks } from '../ports/cluster-links.ts';
import { endedByPassword } from '../auth/tokens.ts';
import { Places } from '../http/places.ts';
import type { Model } from '../state/model.ts';
import { bridge, type ToldEnding } from './console-bridge.ts';
import type { ConsoleEnd, ConsoleViewer } from './console-viewer.ts';
import { type ConsoleGrant, ConsoleTickets } from './tickets.ts';

/** Milliseconds between looks whether what opened a console still stands: time ends log-ins too, and tells nobody. */
const lookMs = 20_000;

export interface ConsoleParts {
  readonly store: Store;
  readonly model: Model;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
  /** Asked for when a console is opened: the links are opened after this object is made. */
  readonly links: () => ClusterLinks;
}

interface Open {
  readonly grant: ConsoleGrant;
  readonly viewer: ConsoleViewer;
  ending?: ToldEnding;
}

/** All open consoles of this front-end. Owns who sees what; if we die, viewers come back with new tickets. */
export class Consoles {
  readonly tickets: ConsoleTickets;
  readonly #parts: ConsoleParts;
  readonly #places: Places;
  readonly #open = new Map<string, Open>();
  readonly #stopWatching: () => void;
  readonly #looking: NodeJS.Timeout;

  constructor(parts: ConsoleParts) {
    this.tickets = new ConsoleTickets(parts.store, parts.clock, parts.limits);
    this.#parts = parts;
    const { consoles: all, 'consoles-user': each, 'reserve-percent': reservePercent } = parts.limits;
    this.#places = new Places({ all, each, reservePercent, what: 'consoles' });
    this.#stopWatching = parts.model.onChange((changes) => {
      if (changes.some(({ kind }) => kind === 'instance' || kind === 'user' || kind === 'token')) this.#check();
    });
    this.#looking = setInterval(() => {
      try {
        this.#check();
      } catch (err) {
        parts.log.error({ err }, 'consoles could not be looked at');
      }
    }, lookMs);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Serves one viewer whose ticket was good, until it is over. */
  async serve(viewer: ConsoleViewer, grant: ConsoleGrant): Promise<void> {
    const { log, model } = this.#parts;
    const user = model.get('user', grant.userId)?.name;
    const consoleLog = log.child({ instanceId: grant.instanceId, type: grant.type, user });
    const end = await this.#run(viewer, grant);
    consoleLog.info({ ...end }, 'a console was closed');
  }

  async #run(viewer: ConsoleViewer, grant: ConsoleGrant): Promise<ConsoleEnd> {
    const refuse = (end: ConsoleEnd) => {
      viewer.close(end);
      return end;
    };
    const { log, model } = this.#parts;
    const links = this.#parts.links();
    const stands = this.#standing(grant);
    if (stands !== undefined) return refuse(stands);
    const instance = model.get('instance', grant.instanceId);
    if (instance === undefined) return refuse(gone);
    const refusal = consoleRefusal(grant.type, instance.spec.kind, instanceState(instance));
    if (refusal !== undefined) return refuse({ code: consoleCloseCodes.refused, reason: refusal });
    const groupIds = model.get('user', grant.userId)?.groupIds ?? [];
    const leave = this.#places.take({ userId: grant.userId, groupIds });
    if (typeof leave === 'string') return refuse({ code: consoleCloseCodes.refused, reason: leave });
    const consoleId = randomUUID();
    const about = { instanceId: grant.instanceId, consoleId };
    const console: Open = { grant, viewer };
    this.#open.set(consoleId, console);
    try {
      const stream =
        grant.type === 'display'
          ? links.openStream(instance.clusterId, guestDisplay, about)
          : links.openStream(instance.clusterId, guestConsole, {
              ...about,
              type: grant.type,
              ...(grant.command === undefined
                ? {}
                : { command: [...grant.command], terminal: grant.terminal === true }),
            });
      log.info({ ...about, type: grant.type, userId: grant.userId }, 'a console was opened');
      return await bridge(viewer, stream, {
        resize: (columns, rows) => {
          if (grant.type !== 'shell') return;
          links
            .ask(instance.clusterId, guestConsoleResize, { ...about, columns, rows })
            .catch((error: unknown) => log.debug({ ...about, err: error }, 'a terminal was not resized'));
        },
        ending: () => console.ending,
      });
    } catch (error) {
      return refuse({ code: consoleCloseCodes.cut, reason: toFailure(error).message });
    } finally {
      this.#open.delete(consoleId);
      leave();
    }
  }

  /** What a host says of a console that will end; true: it is one of ours. Only its own cluster is believed. */
  noteEnding(clusterId: number, { consoleId, why, message, status }: Heard<typeof guestConsoleEnding>): boolean {
    const console = this.#open.get(consoleId);
    if (console === undefined) return false;
    if (this.#parts.model.get('instance', console.grant.instanceId)?.clusterId !== clusterId) return false;
    console.ending = { why, message, ...(status === undefined ? {} : { status }) };
    return true;
  }

  close(): void {
    clearInterval(this.#looking);
    this.#stopWatching();
    const end = { code: consoleCloseCodes.restarting, reason: 'The front-end stops. Open the console again.' };
    for (const { viewer } of this.#open.values()) viewer.close(end);
  }

  /** Rights that were taken end what they opened. */
  #check(): void {
    for (const { grant, viewer } of this.#open.values()) {
      const end = this.#standing(grant);
      if (end !== undefined) viewer.close(end);
    }
  }

  /** What stands against this console now, whatever its guest does. */
  #standing({ userId, tokenId, instanceId }: ConsoleGrant): ConsoleEnd | undefined {
    const { model, clock } = this.#parts;
    const user = model.get('user', userId);
    const token = model.get('token', tokenId);
    const revoked = (reason: string) => ({ code: consoleCloseCodes.revoked, reason });
    if (user === undefined || !user.enabled) return revoked('The user is disabled or gone.');
    if (token === undefined || endOf(token, model, clock.now()) !== undefined) {
      return revoked('The log-in that opened this console has ended.');
    }
    if (endedByPassword(token, user))
      return revoked('The password was changed since the log-in that opened this console.');
    const instance = model.get('instance', instanceId);
    if (instance === undefined) return gone;
    const person = { userId, groupIds: user.groupIds };
    return may(person, actingRight, instance) ? undefined : revoked('The right to this console was taken.');
  }
}

const gone: ConsoleEnd = { code: consoleCloseCodes.stopped, reason: 'The instance is gone.' };
