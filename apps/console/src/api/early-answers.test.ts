import { afterEach, expect, test } from 'vitest';
import { createClient } from '@skerry/sdk';
import { forgetEarly, takeEarly } from './early-answers.ts';
import { questionsOf } from './early.ts';

const page = globalThis as { skerryEarly?: unknown };
afterEach(() => delete page.skerryEarly);

test('an answer that was asked for early is taken once, and not when it is old', () => {
  const answer = Promise.resolve(new Response('{}'));
  const asked = () => (page.skerryEarly = { at: 100, answers: new Map([['/v1/status', answer]]) });
  asked();
  expect(takeEarly('/v1/session', 200)).toBeUndefined();
  expect(takeEarly('/v1/status', 200)).toBe(answer);
  expect(takeEarly('/v1/status', 200)).toBeUndefined();
  asked();
  expect(takeEarly('/v1/status', 60_000)).toBeUndefined();
});

test('what a stranger was answered is forgotten when somebody logs in', () => {
  page.skerryEarly = { at: 100, answers: new Map([['/v1/instances', Promise.resolve(new Response('{}'))]]) };
  forgetEarly();
  expect(takeEarly('/v1/instances', 200)).toBeUndefined();
});

test('where nothing was asked early everything is asked by the client', () => {
  expect(takeEarly('/v1/status')).toBeUndefined();
});

test('what is asked early is what the client asks, letter by letter', async () => {
  const asked: string[] = [];
  const client = createClient({
    url: '',
    fetch: (url) => {
      asked.push(url as string);
      return Promise.resolve(new Response('{}'));
    },
  });
  await client.call('session.get');
  await client.call('status.get');
  await client.call('instance.list', { query: { limit: 100, sort: 'name', order: 'asc' } });
  expect(questionsOf('/instances', '')).toEqual(asked);
  expect(questionsOf('/instances', '?q=web')).toEqual(asked.slice(0, 2));
  expect(questionsOf('/', '')).toEqual(asked.slice(0, 2));
});

test('a client that was faster leaves nothing to be asked early', () => {
  expect(takeEarly('/v1/status')).toBeUndefined();
  expect('skerryEarly' in page).toBe(true);
});
