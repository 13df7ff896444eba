import { ApiError } from '@skerry/sdk';
import { clusterPatch, instanceCreate, templatePatch } from '@skerry/contract';
import { expect, test } from 'vitest';
import { changedOnly } from './changed-only.ts';
import { clearing } from './clearing.ts';
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
  expect(withoutEmpty({ nics: [{ networkId: 1, address: '', mac: 'x' }], ids: [1] })).toEqual({
    nics: [{ networkId: 1, mac: 'x' }],
    ids: [1],
  });
  expect(withoutEmpty({ name: 'a', cpus: '', context: { userData: '' }, networkIds: [], start: false })).toEqual({
    name: 'a',
    context: {},
    networkIds: [],
    start: false,
  });
});

test('what was emptied is taken away where it may be, and otherwise the schema says why not', () => {
  const location = { latitude: 60.4, longitude: 5.3, place: 'Bergen' };
  const emptied = { latitude: '', longitude: '', place: '' };
  const sent = (schema: Parameters<typeof clearing>[0], values: object, before: Readonly<Record<string, unknown>>) => {
    const result = clearing(schema).safeParse(withoutEmpty(values, before));
    if (!result.success) return result.error.issues.map(({ path }) => path.join('.'));
    return changedOnly(result.data as object, before);
  };
  expect(sent(clusterPatch, { location: emptied }, { location })).toEqual({ location: null });
  expect(sent(clusterPatch, { location: { ...location, place: '' } }, { location })).toEqual({
    location: { ...location, place: '' },
  });
  expect(sent(clusterPatch, { location: { ...location, latitude: '' } }, { location })).toEqual(['location.latitude']);
  expect(sent(clusterPatch, { name: 'a', location: emptied }, { name: 'b' })).toEqual({ name: 'a' });
  expect(sent(templatePatch, { diskSizeMiB: '' }, { diskSizeMiB: 512 })).toEqual({ diskSizeMiB: null });
  expect(sent(templatePatch, { cpus: '' }, { cpus: 1 })).toEqual(['cpus']);
  expect(sent(templatePatch, { diskSizeMiB: '' }, {})).toEqual({});
  expect(sent(templatePatch, { networkIds: [] }, { networkIds: [] })).toEqual({});
  expect(sent(templatePatch, { networkIds: [] }, { networkIds: [1] })).toEqual({ networkIds: [] });
  const labels = { a: '1', b: '2' };
  expect(sent(templatePatch, { labels: { a: '1', c: '' } }, { labels })).toEqual({ labels: { b: null, c: '' } });
  const context = { sshKeys: [], userData: 'x' };
  expect(sent(templatePatch, { context: { sshKeys: [], userData: '' } }, { context })).toEqual({
    context: { userData: '' },
  });
  const none = { sshKeys: [], userData: '' };
  expect(sent(templatePatch, { name: 'b', context: none }, { name: 'a', context: none })).toEqual({ name: 'b' });
  expect(sent(templatePatch, { context: { ...none, userData: 'x' } }, { context: none })).toEqual({
    context: { userData: 'x' },
  });
  expect(sent(templatePatch, { attributes: { a: { b: 1 } } }, { attributes: { a: { b: 2, c: 3 } } })).toEqual({
    attributes: { a: { b: 1, c: null } },
  });
});
