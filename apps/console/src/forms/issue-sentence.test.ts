import { instanceCreate, userCreate } from '@skerry/contract';
import { expect, test } from 'vitest';
import type { Schema } from './field-errors.ts';
import { sentenceOf } from './issue-sentence.ts';

const said = (schema: Schema<unknown>, value: unknown): Record<string, string> => {
  const read = schema.safeParse(value);
  return read.success
    ? {}
    : Object.fromEntries(read.error.issues.map((issue) => [issue.path.join('.'), sentenceOf(issue)]));
};

test('what is missing, too short or too small is said as a sentence', () => {
  expect(said(userCreate, { password: 'short' })).toMatchObject({
    name: 'This is needed.',
    password: 'At least 8 characters are needed.',
  });
  expect(said(instanceCreate, { name: 'a', imageId: 0, cpus: 0, memoryMiB: 1e12 })).toMatchObject({
    cpus: 'At least 1.',
    memoryMiB: expect.stringMatching(/^At most \d+\.$/),
  });
});

test('a sentence of the contract is kept word for word', () => {
  const [sentence = ''] = Object.values(said(instanceCreate, { name: 'white space', imageId: 0 }));
  expect(sentence).toMatch(/^\S.*\.$/);
  expect(sentence).not.toMatch(/^(Invalid|Too)/);
});
