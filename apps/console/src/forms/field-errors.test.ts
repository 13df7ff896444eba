import { ApiError } from '@skerry/sdk';
import { instanceCreate } from '@skerry/contract';
import { expect, test } from 'vitest';
import { errorAt, errorsOfApi, errorsOfIssues, withoutEmpty } from './field-errors.ts';

test('the schema of the contract says what is wrong at each field', () => {
  const result = instanceCreate.safeParse({ name: '-', cpus: 0, networkIds: [1, -2] });
  const errors = errorsOfIssues(result.error?.issues ?? []);
  expect(Object.keys(errors).sort((a, b) => a.localeCompare(b))).toEqual(['cpus', 'name', 'networkIds.1']);
  expect(errorAt(errors, 'networkIds')).toBe(errors['networkIds.1']);
  expect(errorAt(errors, 'memoryMiB')).toBeUndefined();
});

test('what the API says stands at the field it names', () => {
  const problem = { type: '', title: '', status: 400, code: 'invalid-request', detail: 'Too small.' };
  expect(errorsOfApi(new ApiError({ ...problem, field: 'memoryMiB' }))).toEqual({ memoryMiB: 'Too small.' });
  expect(errorsOfApi(new ApiError({ ...problem, errors: [{ field: 'body.name', message: 'Taken.' }] }))).toEqual({
    name: 'Taken.',
  });
  expect(errorsOfApi(new ApiError(problem))).toEqual({});
  expect(errorsOfApi(new Error('x'))).toEqual({});
});

test('what nobody filled in is not sent', () => {
  expect(withoutEmpty({ name: 'a', cpus: '', context: { userData: '' }, networkIds: [], start: false })).toEqual({
    name: 'a',
    context: {},
    networkIds: [],
    start: false,
  });
});
