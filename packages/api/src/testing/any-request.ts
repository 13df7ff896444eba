/** Requests of all kinds to a route, made from its schemas, and what every answer must be like. */
import { problem, type Route } from '@skerry/contract';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { knownCodes } from '../http/status-of-failure.ts';
import type { RawReply, RawRequest } from './raw-http.ts';
import { garbage, poison, spoilt, valuesOf } from './schema-values.ts';

/** Failures that are the world's and not the request's: there is no real cluster behind these tests, and nobody outside. */
const worldly = new Set([501, 502, 503, 504, 507]);

/** Every answer fits the contract: a refusal is a problem with a known code and a sentence, the rest is as promised. */
export function checkAnswer(reply: RawReply, route: Route | undefined, what: string): void {
  expect(reply.ms, what).toBeLessThan(10_000);
  if (reply.status >= 400) {
    expect(reply.headers['content-type'], what).toMatch(/^application\/problem\+json/);
    const body = problem.strict().parse(JSON.parse(reply.text));
    expect(body.status, what).toBe(reply.status);
    expect(reply.status < 500 || worldly.has(reply.status), what).toBe(true);
    expect(knownCodes, what).toContain(body.code);
    expect(body.detail, what).toMatch(/^["\p{L}\d/].{5,}[.!?)]$/su);
    expect(body.detail.length, what).toBeLessThan(4000);
    expect(body.detail, what).not.toMatch(/\bat .*\.ts:|node_modules|undefined|\[object/);
    return;
  }
  if (reply.status === 204 || reply.status === 304) expect(reply.text, what).toBe('');
  else if (route?.response !== undefined) {
    const parsed = route.response.safeParse(JSON.parse(reply.text));
    expect(parsed.error?.issues, what).toBeUndefined();
  }
}

export const describeRequest = ({ method, path, headers, body }: RawRequest, reply: RawReply) =>
  `${method} ${path} ${JSON.stringify(headers)} ${body?.toString().slice(0, 300) ?? ''}\n=> ${reply.status} ${reply.text.slice(0, 600)}`;

const ids = fc.oneof(
  { weight: 6, arbitrary: fc.nat(8).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x', '-1', '1.5', '%00', '9'.repeat(40), '1e3', '%F0%9F', '..', '__proto__'),
  },
);
const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.constantFrom<Record<string, string>>(
    { 'if-match': '*' },
    { 'if-match': '"x.y"' },
    { 'if-match': ',,,W/"' },
    { 'if-none-match': '*' },
    { 'idempotency-key': 'one-for-all' },
    { 'idempotency-key': '' },
    { 'idempotency-key': 'x'.repeat(300) },
    { 'last-event-id': '-1' },
    { 'content-type': 'text/xml' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': ';;;' },
    { 'content-encoding': 'gzip' },
    { accept: 'application/xml' },
    { authorization: 'Basic eDp5' },
    { authorization: 'Bearer sk_0_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    { cookie: 'skerry_session=nonsense; a=b;;; =' },
    { 'x-http-method-override': 'DELETE' },
    { expect: '100-continue' },
    { upgrade: 'h2c', connection: 'Upgrade' },
  ),
);
export const queryText = (value: unknown): string =>
  Object.entries((value ?? {}) as Record<string, unknown>)
    .map(
      ([k, v]) =>
        `${encodeURIComponent(k.toWellFormed())}=${encodeURIComponent(textOf(v).slice(0, 2000).toWellFormed())}`,
    )
    .join('&');

/** An object without a prototype has no text of its own. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'undefined' : JSON.stringify(value);

/** A request to the route: sometimes good, mostly nearly, sometimes nonsense. */
export function requestTo(
  route: Route,
): fc.Arbitrary<Omit<RawRequest, 'headers'> & { headers: Record<string, string> }> {
  const good = route.body === undefined || route.method === 'get' ? fc.constant(undefined) : valuesOf(route.body);
  const asJson = (value: unknown) => (value === undefined ? undefined : Buffer.from(JSON.stringify(value)));
  const body = fc.oneof(
    { weight: 4, arbitrary: good.map(asJson) },
    {
      weight: 5,
      arbitrary: good.chain((value) => (value === undefined ? fc.constant(undefined) : spoilt(value))).map(asJson),
    },
    { weight: route.method === 'get' ? 0 : 2, arbitrary: garbage },
    { weight: route.method === 'get' ? 0 : 1, arbitrary: poison.map(asJson) },
  );
  const query =
    route.query === undefined
      ? fc.constantFrom('', '', '', '?a=b')
      : fc.oneof(
          valuesOf(route.query).map((v) => `?${queryText(v)}`),
          valuesOf(route.query)
            .chain(spoilt)
            .map((v) => `?${queryText(v)}`),
          fc.constantFrom(
            '',
            '?limit=1&limit=2',
            '?limit[]=1',
            '?__proto__=1',
            '?%',
            '?a=%ff',
            '?sort=__proto__',
            `?${'a=b&'.repeat(2000)}`,
          ),
        );
  return fc
    .record({ id: ids, body, query, odd: oddHeaders, chunked: fc.boolean() })
    .map(({ id, body: bytes, query: text, odd, chunked }) => ({
      method: route.method.toUpperCase(),
      path: route.path.replace(':id', id) + text,
      headers: { ...(bytes === undefined ? {} : { 'content-type': 'application/json' }), ...odd },
      ...(bytes === undefined ? {} : { body: bytes }),
      chunked,
    }));
}
