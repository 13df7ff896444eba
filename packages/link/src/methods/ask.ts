import type { Json } from '@skerry/kit';
import {
  type ReplyHeard,
  type RequestMethod,
  type SampleMethod,
  type StreamMethod,
  type Told,
  whatIsWrong,
} from '@skerry/contract';
import { linkError } from '../errors.ts';
import type { LinkDuplex, RequestOptions, Session } from '../session/session.ts';

/**
 * Asks, and parses the answer. Rejects as `Session.request` does, and with `link-reply-malformed`: what is answered is
 * believed no more than what is asked.
 */
export async function ask<M extends RequestMethod>(
  session: Pick<Session, 'request'>,
  method: M,
  body: Told<M>,
  options?: RequestOptions,
): Promise<ReplyHeard<M>> {
  const reply = await session.request(method.method, body as Json, options);
  const parsed = method.reply.safeParse(reply);
  if (parsed.success) return parsed.data as ReplyHeard<M>;
  throw linkError('link-reply-malformed', `${method.method}: ${whatIsWrong(parsed.error)}`);
}

/** Tells a sample if there is room now; answers whether it was taken. */
export const tell = <M extends SampleMethod>(
  session: Pick<Session, 'sample'>,
  method: M,
  body: Told<M>,
  source?: string,
): boolean => session.sample(method.method, body as Json, source);

export const openStream = <M extends StreamMethod>(
  session: Pick<Session, 'openStream'>,
  method: M,
  body: Told<M>,
): LinkDuplex => session.openStream(method.method, body as Json);
