import type { Frame, Hello, Reliable } from '../frames/frame.ts';
import { closeCodes, ProtocolError } from '../frames/protocol-error.ts';
import { Acknowledger } from './acknowledger.ts';
import type { Calls } from './calls.ts';
import type { Connection } from './connection.ts';
import type { Dispatcher } from './dispatcher.ts';
import { Inbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';

export interface ReceptionPort {
  readonly outbox: Outbox;
  readonly calls: Calls;
  readonly dispatcher: Dispatcher;
  /** Beyond it no question of the peer is taken: its answer could not be kept. */
  readonly maxKeptAnswers: number;
  /** The present one; what is told to an older one is lost, and need not come. */
  connection(): Connection | undefined;
}

/** Owns the numbers of what comes in, and gives each frame to whom it is for. */
export class Reception {
  readonly acknowledger = new Acknowledger(() => this.handled);
  readonly #port: ReceptionPort;
  #inbox = new Inbox();

  constructor(port: ReceptionPort) {
    this.#port = port;
  }

  get received(): number {
    return this.#inbox.received;
  }
  get handled(): number {
    return this.#inbox.handled;
  }

  /** Counts from 1 again, for another life of the peer. */
  reset(): void {
    this.#inbox = this.#inbox.reset();
  }

  /** Throws ProtocolError for what no honest peer sends. */
  take(connection: Connection, frame: Exclude<Frame, Hello>): void {
    const { outbox, dispatcher } = this.#port;
    switch (frame.type) {
      case 'ack':
      case 'beat':
        outbox.acknowledge(frame.type === 'ack' ? frame.seq : frame.ack);
        return this.#port.connection()?.pump();
      case 'sample':
        return dispatcher.sample(frame);
      case 'open': {
        const stream = connection.streams.accept(frame.stream, frame.method);
        if (stream !== undefined) void dispatcher.stream(stream, frame.body);
        return;
      }
      case 'data':
      case 'credit':
      case 'end':
      case 'abort':
        return connection.streams.receive(frame);
      default:
        return this.#takeReliable(frame);
    }
  }

  #takeReliable(frame: Reliable): void {
    const { outbox, calls, dispatcher, maxKeptAnswers } = this.#port;
    // Not taken, so it comes again on the next connection.
    if (frame.type === 'request' && outbox.messages > maxKeptAnswers) {
      throw new ProtocolError('Answers are not being read.', 'link-overloaded', closeCodes.overloaded);
    }
    if (!this.#inbox.take(frame.seq)) return;
    if (frame.type === 'request') dispatcher.request(frame);
    else if (frame.type === 'response') calls.answer(frame.id, frame.body);
    else if (frame.type === 'failure') calls.fail(frame.id, frame.failure);
    else if (frame.type === 'notify') {
      const release = this.#inbox.hold(frame.seq);
      dispatcher.notification(frame, () => {
        release();
        this.#acknowledgeSoon();
      });
    }
    this.#acknowledgeSoon();
  }

  #acknowledgeSoon(): void {
    this.acknowledger.soon(this.#port.connection());
  }
}
