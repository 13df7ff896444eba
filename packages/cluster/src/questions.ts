/**
 * Questions with their answers, by method: asked over a link, or in place by who lives in the same process. Both ways
 * parse the question and the answer by the method's schemas, so they lead to the same.
 */
import type { Heard, ReplyHeard, ReplyTold, RequestMethod, StreamMethod, Told } from '@skerry/contract';
import { type Answering, type Handlers, type LinkDuplex, together } from '@skerry/link';

type Answer<M extends RequestMethod> = (body: Heard<M>) => ReplyTold<M> | Promise<ReplyTold<M>>;
type Carry<M extends StreamMethod> = (stream: LinkDuplex, body: Heard<M>) => void | Promise<void>;

export class Questions {
  readonly #answers = new Map<RequestMethod, (body: unknown) => unknown>();
  readonly #handlers: ((on: Answering) => Handlers)[] = [];

  request<M extends RequestMethod>(method: M, answer: Answer<M>): this {
    // What is heard was parsed by the schema of this very method.
    this.#answers.set(method, (body) => answer(body as Heard<M>));
    this.#handlers.push((on) => on.request(method, answer));
    return this;
  }

  stream<M extends StreamMethod>(method: M, carry: Carry<M>): this {
    this.#handlers.push((on) => on.stream(method, carry));
    return this;
  }

  /** For a session. */
  handlers(on: Answering): Handlers {
    return together(...this.#handlers.map((handlers) => handlers(on)));
  }

  /** In place. */
  async answer<M extends RequestMethod>(method: M, body: Told<M>): Promise<ReplyHeard<M>> {
    const answer = this.#answers.get(method);
    if (answer === undefined) throw new Error(`nobody here answers ${method.method}`);
    return method.reply.parse(await answer(method.body.parse(body))) as ReplyHeard<M>;
  }
}
