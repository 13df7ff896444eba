import { ApiError, ConnectionError } from '@skerry/sdk';
import { expect, test } from 'vitest';
import { namesOf, sendToAll } from './send-to-all.ts';

const all = ['a', 'b', 'c', 'd'].map((name, i) => ({ id: i + 1, name }));
const refusal = new ApiError(
  { type: '', title: '', status: 409, code: 'wrong-state', detail: 'It is paused.' },
  undefined,
);
const away = new ConnectionError('unreachable', 'The server at x is not reachable.', 'Is it running?');

test('what was taken, what was refused and what was not sent are told apart, each by name', async () => {
  const sent = await sendToAll(all, async ({ name }) => {
    if (name === 'b') throw refusal;
    if (name === 'd') throw away;
    return name.toUpperCase();
  });
  expect(sent.done).toEqual(['A', 'C']);
  expect(sent.taken.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(sent.refused.map(({ message }) => message)).toEqual(['b: It is paused.']);
  expect(sent.unsent.map(({ name }) => name)).toEqual(['d']);
});

test('an answer that did not come in time is no "not sent": it may have been done', async () => {
  const late = new ConnectionError('timed-out', 'No answer within 30 s.', 'Look before you ask again.');
  const sent = await sendToAll(all.slice(0, 1), () => Promise.reject(late));
  expect(sent.unsent).toEqual([]);
  expect(sent.refused).toEqual([{ message: 'No answer within 30 s.', hint: 'Look before you ask again.' }]);
});

test('a hundred names are counted, not read out', () => {
  expect(namesOf(all)).toBe('a, b, c, d');
  expect(namesOf(Array.from({ length: 11 }, (_, i) => ({ id: i, name: `n${i}` })))).toMatch(/n7 \+ 3$/);
});
