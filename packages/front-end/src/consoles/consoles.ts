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
import type { WebSocket } from 'ws';
import { endOf } from '../auth/standing.ts';
import type { ClusterLinks } from '../ports/cluster-links.ts';
import { endedByPassword } from '../auth/tokens.ts';
import { Places } from '../http/places.ts';
import type { Model } from '../state/model.ts';
import { bridge, closeSocket, type ConsoleEnd } from './console-bridge.ts';
import { type ConsoleGrant, ConsoleTickets } from './tickets.ts';

/** Milliseconds between pings. A viewer that answered none for so long is gone, whatever TCP believes. */
const pingMs = 20_000;

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
  readonly socket: WebSocket;
  ending?: { readonly why: 'ended' | 'stopped'; readonly message: string };
  alive: boolean;
}

/** All open consoles of this front-end. Owns their WebSockets; if we die, browsers reconnect with new tickets. */
export class Consoles {
  readonly tickets: ConsoleTickets;
  readonly #parts: ConsoleParts;
  readonly #places: Places;
  readonly #open = new Map<string, Open>();
  readonly #stopWatching: () => void;
  readonly #pinging: NodeJS.Timeout;

  constructor(parts: ConsoleParts) {
    this.tickets = new ConsoleTickets(parts.store, parts.clock, parts.limits);
    this.#parts = parts;
    const { consoles: all, 'consoles-user': each, 'reserve-percent': reservePercent } = parts.limits;
    this.#places = new Places({ all, each, reservePercent, what: 'consoles' });
    this.#stopWatching = parts.model.onChange((changes) => {
      if (changes.some(({ kind }) => kind === 'instance' || kind === 'user' || kind === 'token')) this.#check();
    });
    this.#pinging = setInterval(() => {
      try {
        this.#ping();
      } catch (err) {
        parts.log.error({ err }, 'consoles could not be looked at');
      }
    }, pingMs);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Serves one WebSocket whose ticket was good, until it is over. */
  async serve(socket: WebSocket, grant: ConsoleGrant): Promise<void> {
    const { log, model } = this.#parts;
    const user = model.get('user', grant.userId)?.name;
    const consoleLog = log.child({ instanceId: grant.instanceId, type: grant.type, user });
    const end = await this.#run(socket, grant);
    consoleLog.info({ ...end }, 'a console was closed');
  }

  async #run(socket: WebSocket, grant: ConsoleGrant): Promise<ConsoleEnd> {
    // Heard from now on: an error without a listener would end the process. 'close' follows.
    socket.on('error', () => {});
    const refuse = (end: ConsoleEnd) => {
      closeSocket(socket, end);
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
    const console: Open = { grant, socket, alive: true };
    this.#open.set(consoleId, console);
    socket.on('pong', () => (console.alive = true));
    try {
      const stream =
        grant.type === 'display'
          ? links.openStream(instance.clusterId, guestDisplay, about)
          : links.openStream(instance.clusterId, guestConsole, { ...about, type: grant.type });
      log.info({ ...about, type: grant.type, userId: grant.userId }, 'a console was opened');
      return await bridge(socket, stream, {
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
  noteEnding(clusterId: number, { consoleId, why, message }: Heard<typeof guestConsoleEnding>): boolean {
    const console = this.#open.get(consoleId);
    if (console === undefined) return false;
    if (this.#parts.model.get('instance', console.grant.instanceId)?.clusterId !== clusterId) return false;
    console.ending = { why, message };
    return true;
  }

  close(): void {
    clearInterval(this.#pinging);
    this.#stopWatching();
    for (const { socket } of this.#open.values()) {
      closeSocket(socket, {
        code: consoleCloseCodes.restarting,
        reason: 'The front-end stops. Open the console again.',
      });
    }
  }

  /** Rights that were taken end what they opened. */
  #check(): void {
    for (const { grant, socket } of this.#open.values()) {
      const end = this.#standing(grant);
      if (end !== undefined) closeSocket(socket, end);
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

  #ping(): void {
    this.#check();
    for (const console of this.#open.values()) {
      if (!console.alive) {
        console.socket.terminate();
        continue;
      }
      console.alive = false;
      console.socket.ping();
    }
  }
}

const gone: ConsoleEnd = { code: consoleCloseCodes.stopped, reason: 'The instance is gone.' };
