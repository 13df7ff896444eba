import type { problem } from '@skerry/contract';
import { type Failure, toFailure } from '@skerry/kit';
import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { statusOf } from './status-of-failure.ts';

export type Problem = z.output<typeof problem>;

/** Errors of the HTTP library, by its own codes, as ours. */
const fromFastify: Readonly<Record<string, RequestError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new RequestError('body-too-large', 'The request body is larger than 1 MiB.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new RequestError('unsupported-media-type', 'The body is not sent as JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new RequestError('bad-http', 'The body is not as long as Content-Length says.'),
  FST_ERR_CTP_INVALID_JSON_BODY: new RequestError('malformed-json', 'The body is not JSON.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: new RequestError('malformed-json', 'The body is empty.'),
  FST_ERR_BAD_URL: new RequestError('bad-http', 'The path holds an escape that is not UTF-8.'),
  FST_ERR_MAX_PARAM_LENGTH: new RequestError('no-such-route', 'There is nothing at this path.'),
};

/** What was thrown, as our own error where it is one of the HTTP library. */
export function asOurs(thrown: unknown): unknown {
  if (typeof thrown !== 'object' || thrown === null) return thrown;
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? fromFastify[code] : undefined;
  if (known !== undefined) return known;
  const is4xx = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return is4xx ? new RequestError('bad-http', 'The request is not well-formed.', { cause: thrown }) : thrown;
}

const hints: Readonly<Record<string, string>> = {
  'store-full': 'The disk of the front-end is full: free room on it. Reading goes on; nothing was half written.',
};

/** RFC 9457. The text of an unknown error stays in the log. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const failure: Failure = toFailure(thrown);
  const status = statusOf(failure);
  const hint = failure.hint ?? hints[failure.code];
  const errors = thrown instanceof RequestError ? thrown.details.errors : undefined;
  return {
    type: `/docs#${failure.code}`,
    title: failure.code.replaceAll('-', ' '),
    status,
    detail: failure.message,
    code: failure.code,
    ...(hint === undefined ? {} : { hint }),
    ...(failure.field === undefined ? {} : { field: failure.field }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
    requestId,
  };
}
