import { type Failure, type Json, type Log, SkerryError, toFailure } from '@skerry/kit';
import { linkFailure } from '../errors.ts';
import { wireFailure } from '../frames/encode.ts';
import type { Ephemeral, Reliable } from '../frames/frame.ts';
import type { LinkStream } from './link-stream.ts';
import type { CallContext, Handlers, MessageHandler, RequestHandler, StreamHandler } from './session.ts';
import { MAX_RUNNING_REQUESTS } from './settings.ts';

type Request = Extract<Reliable, { type: 'request' }>;
type Notify = Extract<Reliable, { type: 'notify' }>;
type Sample = Extract<Ephemeral, { type: 'sample' }>;
export type Answer = { readonly body: Json } | { readonly failure: Failure };

export interface DispatcherPort {
  readonly log: Log;
  context(method: string): CallContext;
  answer(id: number, answer: Answer): void;
}

/** Owns the handlers of a session and what they are doing. Whatever a handler throws ends here. */
export class Dispatcher {
  readonly #requests = new Map<string, RequestHandler>();
  readonly #notifications = new Map<string, MessageHandler>();
  readonly #samples = new Map<string, MessageHandler>();
  readonly #streams = new Map<string, StreamHandler>();
  readonly #port: DispatcherPort;
  #running = new Set<AbortController>();
  /** The end of the queue of notifications. */
  #queue: Promise<void> = Promise.resolve();
  readonly #sampling = new Map<string, { next: Sample | undefined }>();

  constructor(port: DispatcherPort) {
    this.#port = port;
  }

  handle(handlers: Handlers): void {
    for (const [method, handler] of Object.entries(handlers.requests ?? {})) this.#requests.set(method, handler);
    for (const [method, handler] of Object.entries(handlers.notifications ?? {})) {
      this.#notifications.set(method, handler);
    }
    for (const [method, handler] of Object.entries(handlers.samples ?? {})) this.#samples.set(method, handler);
    for (const [method, handler] of Object.entries(handlers.streams ?? {})) this.#streams.set(method, handler);
  }

  request({ id, method, body, deadlineMs }: Request): void {
    const handler = this.#requests.get(method);
    if (handler === undefined)
      return this.#port.answer(id, { failure: linkFailure('link-unknown-method', `It is called ${method}.`) });
    if (this.#running.size >= MAX_RUNNING_REQUESTS) {
      return this.#port.answer(id, { failure: linkFailure('link-overloaded') });
    }
    void this.#runRequest(handler, id, method, body, deadlineMs);
  }

  async #runRequest(handler: RequestHandler, id: number, method: string, body: Json, deadlineMs: number) {
    const abort = new AbortController();
    const running = this.#running;
    running.add(abort);
    const timer = setTimeout(() => abort.abort(new SkerryError(linkFailure('link-deadline'))), deadlineMs);
    let answer: Answer;
    try {
      answer = { body: (await handler(body, { ...this.#port.context(method), signal: abort.signal })) ?? null };
    } catch (error) {
      answer = { failure: this.#failure(error, method) };
    } finally {
      clearTimeout(timer);
    }
    // Gone when the asker restarted meanwhile: its number may belong to another call now.
    if (running.delete(abort) && running === this.#running) this.#port.answer(id, answer);
  }

  /** `done` is called when the handler has ended. */
  notification({ method, body }: Notify, done: () => void): void {
    const handler = this.#notifications.get(method);
    if (handler === undefined) {
      this.#port.log.warn({ method }, 'a notification that nobody handles was dropped');
      return done();
    }
    this.#queue = this.#afterQueue(handler, method, body, done);
  }

  async #afterQueue(handler: MessageHandler, method: string, body: Json, done: () => void): Promise<void> {
    await this.#queue;
    await this.#quietly(handler, method, body);
    done();
  }

  sample(sample: Sample): void {
    const handler = this.#samples.get(sample.method);
    if (handler === undefined) return;
    const busy = this.#sampling.get(sample.method);
    if (busy !== undefined) {
      busy.next = sample;
      return;
    }
    const running = this.#begin(handler, sample);
    // A handler that has ended already holds up nobody: many samples may come at once, of different sources.
    if (running !== undefined) void this.#runSamples(handler, sample.method, running);
  }

  async #runSamples(handler: MessageHandler, method: string, first: Promise<void>): Promise<void> {
    const slot: { next: Sample | undefined } = { next: undefined };
    this.#sampling.set(method, slot);
    for (let running: Promise<void> | undefined = first; ; ) {
      await running;
      const { next } = slot;
      if (next === undefined) break;
      slot.next = undefined;
      running = this.#begin(handler, next);
    }
    this.#sampling.delete(method);
  }

  /** Undefined: it has ended. The promise never rejects. */
  #begin(handler: MessageHandler, { method, body }: Sample): Promise<void> | undefined {
    const failed = (error: unknown) => this.#port.log.error({ method, err: error }, 'a handler of the link failed');
    try {
      return handler(body, this.#port.context(method))?.catch(failed);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  async stream(stream: LinkStream, body: Json): Promise<void> {
    const handler = this.#streams.get(stream.method);
    if (handler === undefined)
      return stream.abort(linkFailure('link-unknown-method', `It is called ${stream.method}.`));
    try {
      await handler(stream, body, this.#port.context(stream.method));
    } catch (error) {
      stream.abort(this.#failure(error, stream.method));
    }
  }

  /** The asker is gone: what runs for it is told, and its answers are dropped. */
  forget(failure: Failure): void {
    const running = this.#running;
    this.#running = new Set();
    for (const abort of running) abort.abort(new SkerryError(failure));
  }

  async #quietly(handler: MessageHandler, method: string, body: Json): Promise<void> {
    try {
      await handler(body, this.#port.context(method));
    } catch (error) {
      this.#port.log.error({ method, err: error }, 'a handler of the link failed');
    }
  }

  #failure(error: unknown, method: string): Failure {
    const failure = toFailure(error);
    if (failure.kind === 'bug') this.#port.log.error({ method, err: error }, 'a handler of the link failed');
    return wireFailure(failure);
  }
}
