import { randomUUID } from 'node:crypto';
import { type Failure, type Json, toFailure } from '@skerry/kit';
import { linkError, linkFailure } from '../errors.ts';
import { decodeFrame, MAX_DEADLINE_MS } from '../frames/decode.ts';
import { encodeText } from '../frames/encode.ts';
import type { Hello } from '../frames/frame.ts';
import { type CloseCode, closeCodes, ProtocolError } from '../frames/protocol-error.ts';
import type { Transport } from '../transport.ts';
import { Calls } from './calls.ts';
import { Connection } from './connection.ts';
import { type Answer, Dispatcher } from './dispatcher.ts';
import { SessionEmitter } from './emitter.ts';
import { chooseVersion, meet } from './meet.ts';
import { Outbox } from './outbox.ts';
import { Reception } from './reception.ts';
import type { Handlers, LinkDuplex, RequestOptions, Session, SessionEvents } from './session.ts';
import * as settings from './settings.ts';
import { Streams } from './streams.ts';
import { waitForState } from './wait-for-state.ts';

/**
 * The state machine (PROTOCOL.md, "States"). Owns what was agreed with the peer and which
 * connection counts; lives in memory only: if this process dies, the peer sees another life and is told to resync.
 *
 *   cut --attach--> meeting --hello--> connected --closed/silent/malformed--> cut
 */
export class LinkSession implements Session {
  readonly id: string = randomUUID();
  readonly #dialler: boolean;
  readonly #settings: settings.SessionSettings;
  readonly #events: SessionEmitter;
  readonly #dispatcher: Dispatcher;
  readonly #calls = new Calls();
  readonly #outbox: Outbox;
  readonly #reception: Reception;
  #connection: Connection | undefined;
  #peer: string | null = null;
  #confirmed = false;
  #state: 'connected' | 'cut' = 'cut';
  #since: number;
  #lastHeard: number | null = null;
  #version: number | undefined;
  #closed = false;
  /** The end of the newest connection. */
  #ended: Promise<unknown> = Promise.resolve();

  constructor(dialler: boolean, options: settings.SessionOptions = {}) {
    this.#dialler = dialler;
    this.#settings = settings.sessionSettings(options);
    const { log, clock, maxQueuedMessages, maxQueuedBytes } = this.#settings;
    this.#since = clock.monotonicMs();
    this.#events = new SessionEmitter(log);
    this.#outbox = new Outbox(maxQueuedMessages, maxQueuedBytes);
    this.#dispatcher = new Dispatcher({
      log,
      context: (method) => ({ session: this, method, version: this.#version ?? 0 }),
      answer: (id, answer) => this.#answer(id, answer),
    });
    this.#reception = new Reception({
      outbox: this.#outbox,
      calls: this.#calls,
      dispatcher: this.#dispatcher,
      maxKeptAnswers: 2 * maxQueuedMessages,
      connection: () => this.#connection,
    });
  }

  get state(): 'connected' | 'cut' {
    return this.#state;
  }
  get since(): number {
    return this.#since;
  }
  get lastHeard(): number | null {
    return this.#lastHeard;
  }
  get version(): number | undefined {
    return this.#version;
  }
  get closed(): boolean {
    return this.#closed;
  }
  get queued(): { messages: number; bytes: number } {
    return { messages: this.#outbox.messages, bytes: this.#outbox.bytes };
  }

  async request(method: string, body: Json, options: RequestOptions = {}): Promise<Json> {
    if (this.#closed) throw linkError('link-closed');
    if (options.whenCut === 'fail' && this.#state === 'cut') throw linkError('link-cut');
    if (this.#calls.size >= settings.MAX_PENDING_REQUESTS) throw linkError('link-overloaded');
    const wanted = options.deadlineMs ?? settings.DEFAULT_DEADLINE_MS;
    const deadlineMs = Math.min(Math.max(Math.ceil(wanted) || 0, 0), MAX_DEADLINE_MS);
    const id = this.#calls.nextId();
    const seq = this.#outbox.push({ type: 'request', id, method, body, deadlineMs });
    const answer = this.#calls.wait(id, deadlineMs, () => {
      this.#outbox.expire(seq);
      return this.#state === 'cut' ? 'The link is cut.' : undefined;
    });
    this.#connection?.pump();
    return await answer;
  }

  notify(method: string, body: Json): void {
    if (this.#closed) throw linkError('link-closed');
    this.#outbox.push({ type: 'notify', method, body });
    this.#connection?.pump();
  }

  sample(method: string, body: Json, source = ''): boolean {
    const connection = this.#connection;
    if (connection?.met !== true) return false;
    return connection.sample(`${method} ${source}`, encodeText({ type: 'sample', method, body }));
  }

  openStream(method: string, body: Json): LinkDuplex {
    const connection = this.#connection;
    if (connection?.met !== true) {
      const dead = new Streams(this.#dialler, { send: () => {}, wake: () => {} }).create(method);
      dead.receiveAbort(linkFailure(this.#closed ? 'link-closed' : 'link-cut'));
      return dead;
    }
    // Encoded before the stream exists, so that a body that cannot be sent leaves nothing behind.
    encodeText({ type: 'open', stream: 0xffff_ffff, method, body });
    const stream = connection.streams.create(method);
    if (!stream.destroyed) connection.tell({ type: 'open', stream: stream.id, method, body });
    return stream;
  }

  handle(handlers: Handlers): void {
    this.#dispatcher.handle(handlers);
  }

  on<E extends keyof SessionEvents>(event: E, listener: (detail: SessionEvents[E]) => void): () => void {
    return this.#events.on(event, listener);
  }

  waitFor(state: 'connected' | 'cut', options: { readonly deadlineMs: number }): Promise<void> {
    return waitForState(this, state, options.deadlineMs);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#end(closeCodes.closed, 'link-closed');
    this.#calls.failAll('link-closed');
    this.#dispatcher.forget(linkFailure('link-closed'));
    this.#outbox.void();
    this.#events.emit('closed', {});
    await this.#ended;
  }

  /** Tells the owner that the peer refuses us. For the side that dials. */
  refused(failure: Failure): void {
    this.#events.emit('refused', { failure });
  }

  /** Takes a new connection; it replaces the present one. Returns when it has ended. */
  attach(transport: Transport): Promise<{ code: number; reason: string }> {
    this.#end(closeCodes.replaced, 'a newer connection of this child took its place');
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.#ended = promise;
    if (this.#closed) {
      transport.listen({ frame: () => {}, drained: () => {}, closed: (code, reason) => resolve({ code, reason }) });
      transport.close(closeCodes.closed, 'link-closed');
      return promise;
    }
    const connection = this.#connect(transport);
    this.#connection = connection;
    transport.listen({
      frame: (data, binary) => {
        if (this.#connection === connection) this.#receive(connection, data, binary);
      },
      drained: () => connection.pump(),
      closed: (code, reason) => {
        if (this.#connection === connection) this.#cut(reason || `closed with code ${code}`);
        resolve({ code, reason });
      },
    });
    const { versions } = this.#settings;
    transport.send(
      encodeText({ type: 'hello', versions, session: this.id, peer: this.#peer, received: this.#reception.received }),
    );
    return promise;
  }

  #connect(transport: Transport): Connection {
    const { clock, heartbeatMs, silenceMs } = this.#settings;
    const connection = new Connection(this.#dialler, transport, {
      clock,
      heartbeatMs,
      silenceMs,
      outbox: this.#outbox,
      handled: () => this.#reception.handled,
      heard: (at) => {
        this.#lastHeard = at;
      },
      fault: (code, reason) => {
        if (this.#connection === connection) this.#end(code, reason);
      },
    });
    return connection;
  }

  #receive(connection: Connection, data: Uint8Array, binary: boolean): void {
    this.#lastHeard = this.#settings.clock.monotonicMs();
    try {
      const frame = decodeFrame(data, binary);
      if (frame.type === 'hello') this.#meet(connection, frame);
      else if (connection.met) {
        this.#confirmed = true;
        this.#reception.take(connection, frame);
      } else throw new ProtocolError('the first frame must be a hello');
    } catch (error) {
      // What is not a fault of the peer is ours, and still must not leave a half-taken frame behind: start again.
      const fault =
        error instanceof ProtocolError ? error : new ProtocolError('internal error', undefined, undefined, error);
      this.#settings.log.warn({ peer: this.#peer, err: error }, 'closing a connection of the link');
      this.#end(fault.closeCode, fault.reason);
      if (fault.closeCode === closeCodes.version) this.refused(fault.failure);
    }
  }

  #meet(connection: Connection, hello: Hello): void {
    if (connection.met) throw new ProtocolError('a second hello');
    const mine = this.#settings.versions;
    const version = chooseVersion(mine, hello.versions);
    if (version === undefined) {
      const detail = `We speak ${mine.join(' to ')}, the other side ${hello.versions.join(' to ')}.`;
      throw new ProtocolError(detail, 'link-version', closeCodes.version);
    }
    const meeting = meet({ id: this.id, peer: this.#peer, confirmed: this.#confirmed }, hello);
    if (meeting === 'resume') this.#outbox.resumeAfter(hello.received);
    else {
      this.#reception.reset();
      if (meeting === 'first') this.#outbox.resumeAfter(0);
      else {
        this.#outbox.void();
        this.#calls.failAll('link-restarted');
        this.#dispatcher.forget(linkFailure('link-restarted'));
      }
    }
    this.#peer = hello.session;
    this.#confirmed = meeting === 'resume';
    this.#version = version;
    connection.met = true;
    this.#setState('connected');
    // Tells at once that the hello was read: see `confirmed` in meet.ts.
    this.#reception.acknowledger.now(connection);
    if (meeting === 'restarted') this.#events.emit('restarted', { peer: hello.session });
    if (this.#connection === connection) this.#events.emit('connected', { version, resumed: meeting === 'resume' });
    this.#connection?.pump();
  }

  #answer(id: number, answer: Answer): void {
    if (this.#closed) return;
    try {
      this.#outbox.push('body' in answer ? { type: 'response', id, ...answer } : { type: 'failure', id, ...answer });
    } catch (error) {
      this.#settings.log.error({ err: error }, 'an answer could not be carried by the link');
      this.#outbox.push({ type: 'failure', id, failure: toFailure(error) });
    }
    this.#connection?.pump();
  }

  /** Ends the present connection from our side. */
  #end(code: CloseCode, reason: string): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#cut(reason);
    if (code === closeCodes.silent) connection.transport.terminate();
    else connection.transport.close(code, reason);
  }

  #cut(reason: string): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    this.#reception.acknowledger.stop();
    connection.stop(linkFailure('link-cut'));
    if (!connection.met) return;
    this.#setState('cut');
    this.#events.emit('cut', { reason });
  }

  #setState(state: 'connected' | 'cut'): void {
    this.#state = state;
    this.#since = this.#settings.clock.monotonicMs();
  }
}
