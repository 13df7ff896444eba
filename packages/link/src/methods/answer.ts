import type { Json } from '@skerry/kit';
import {
  type Heard,
  type Refusal,
  type ReplyTold,
  type RequestMethod,
  type SampleMethod,
  type StreamMethod,
  whatIsWrong,
} from '@skerry/contract';
import { linkError } from '../errors.ts';
import type { CallContext, Handlers, LinkDuplex, RequestContext } from '../session/session.ts';

type Parsing = Pick<RequestMethod, 'method' | 'body'>;

/** Handlers that are only called with what their method's schema takes. Give them to `Session.handle`. */
export interface Answering {
  request<M extends RequestMethod>(
    method: M,
    handler: (body: Heard<M>, context: RequestContext) => ReplyTold<M> | Promise<ReplyTold<M>>,
  ): Handlers;
  sample<M extends SampleMethod>(method: M, handler: (body: Heard<M>) => void): Handlers;
  stream<M extends StreamMethod>(
    method: M,
    handler: (stream: LinkDuplex, body: Heard<M>, context: CallContext) => void | Promise<void>,
  ): Handlers;
}

/** `onRefused` hears of what was not understood; whoever asked is answered `link-body-malformed`. */
export function answering(onRefused: (refusal: Refusal) => void = () => {}): Answering {
  const parse = <M extends Parsing>({ method, body: schema }: M, body: Json): Heard<M> => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data as Heard<M>;
    const message = `${method}: ${whatIsWrong(parsed.error)}`;
    onRefused({ code: 'message-malformed', message });
    throw linkError('link-body-malformed', message);
  };
  return {
    request: (method, handler) => ({
      requests: {
        [method.method]: async (body, context) => (await handler(parse(method, body), context)) as Json,
      },
    }),
    sample: (method, handler) => ({
      samples: {
        [method.method](body) {
          const parsed = method.body.safeParse(body);
          // Nobody waits for an answer: it is counted, and that is all.
          if (parsed.success) handler(parsed.data as Heard<typeof method>);
          else onRefused({ code: 'message-malformed', message: `${method.method}: ${whatIsWrong(parsed.error)}` });
        },
      },
    }),
    stream: (method, handler) => ({
      streams: {
        [method.method]: async (stream, body, context) => handler(stream, parse(method, body), context),
      },
    }),
  };
}

/** All of them as one; of two for the same method the later. */
export const together = (...all: readonly Handlers[]): Handlers => ({
  requests: Object.assign({}, ...all.map(({ requests }) => requests)) as NonNullable<Handlers['requests']>,
  notifications: Object.assign({}, ...all.map((h) => h.notifications)) as NonNullable<Handlers['notifications']>,
  samples: Object.assign({}, ...all.map(({ samples }) => samples)) as NonNullable<Handlers['samples']>,
  streams: Object.assign({}, ...all.map(({ streams }) => streams)) as NonNullable<Handlers['streams']>,
});
