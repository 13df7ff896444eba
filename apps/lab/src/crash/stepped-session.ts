import { SkerryError } from '@skerry/kit';
import { type Handlers, linkError, type RequestHandler, type RequestOptions, type Session } from '@skerry/link';
import type { Life } from './life.ts';

/** A request that may wait longer than this waits for a cut to heal: it does not hang between two living processes. */
const longestDeadlineMs = 60_000;
/** A deadline that is let run out runs so many times faster. */
const faster = 50;

type Body = Parameters<RequestHandler>[0];

/** The session as one life sees it: each request sent, and each one answered, is a step. */
export function steppedSession(session: Session, life: Life): Session {
  const request = (method: string, body: Body, options: RequestOptions = {}) => {
    const deadlineMs = options.deadlineMs ?? 30_000;
    return life.step({
      name: `request ${nameOf(method, body)}`,
      run: () => session.request(method, body, options),
      failure: () => linkError('link-overloaded'),
      ...(deadlineMs <= longestDeadlineMs
        ? { freeze: { ms: deadlineMs / faster, error: () => linkError('link-deadline') } }
        : {}),
    });
  };
  const handle = (handlers: Handlers) => {
    const requests = Object.entries(handlers.requests ?? {}).map(([method, handler]): [string, RequestHandler] => [
      method,
      (body, context) =>
        life.step({
          name: `answer ${nameOf(method, body)}`,
          run: async () => handler(body, context),
          failure: () =>
            new SkerryError({ code: 'fault-injected', kind: 'failed', message: 'The harness let this step fail.' }),
        }),
    ]);
    session.handle({ ...handlers, requests: Object.fromEntries(requests) });
  };
  return new Proxy(session, {
    get(target, property) {
      if (property === 'request') return request;
      if (property === 'handle') return handle;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

function nameOf(method: string, body: Body): string {
  const feed = (body as { readonly feed?: unknown } | null)?.feed;
  return typeof feed === 'string' ? `${method} ${feed}` : method;
}
