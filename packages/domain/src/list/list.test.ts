import { expect, test } from 'vitest';
import { objectKinds } from '../object/meta.ts';
import { fieldsOf, filterParameters } from './fields.ts';
import { type Asked, isSelected, searchedFields, selectionOf } from './filter.ts';
import { compareValues, orderValue, valuesOf } from './values.ts';
import { fieldNamed, wordsOf } from './words.ts';

const web = {
  id: 3,
  name: 'web',
  labels: { zone: 'a', tier: '' },
  state: 'running',
  clusterId: 1,
  memoryMiB: 256,
  nics: [
    { networkId: 2, address: '10.60.0.9', mac: '52:54:00:00:00:09' },
    { networkId: 5, address: '10.61.0.10' },
  ],
  disks: [{ imageId: 7 }],
};
const found = (asked: Record<string, Asked>, object = web) => {
  const { selection, problems } = selectionOf('instance', asked);
  expect(problems).toEqual([]);
  const values = (field: string) => valuesOf('instance', object, field);
  return isSelected(selection, object, values, () => searchedFields('instance').flatMap(values).map(String));
};
const problem = (asked: Record<string, Asked>, kind: 'instance' | 'token' = 'instance') =>
  selectionOf(kind, asked).problems.map(({ field, message }) => `${field}: ${message}`);

test.each<[Record<string, Asked>, boolean]>([
  [{}, true],
  [{ state: 'running' }, true],
  [{ state: 'stopped' }, false],
  [{ state: 'stopped,running' }, true],
  [{ state: '!stopped,failed' }, true],
  [{ state: '!stopped,running' }, false],
  [{ clusterId: 1 }, true],
  [{ clusterId: '1,2', state: 'stopped' }, false],
  [{ hostId: 'none' }, true],
  [{ hostId: '!none' }, false],
  [{ networkId: ['2', '5'] }, true],
  [{ networkId: ['2', '6'] }, false],
  [{ networkId: '2,6' }, true],
  [{ imageId: '7' }, true],
  [{ address: '10.61.0.10' }, true],
  [{ name: 'we' }, false],
  [{ search: 'WE' }, true],
  [{ search: '61.0.1' }, true],
  [{ search: '52:54' }, true],
  [{ search: 'db,web' }, true],
  [{ search: '!web' }, false],
])('%j selects it: %s', (asked, expected) => {
  expect(found(asked)).toBe(expected);
});

test.each<[Asked, boolean]>([
  ['zone', true],
  ['zone=a', true],
  ['zone=b', false],
  ['!zone=b', true],
  ['zone=a,tier', true],
  ['zone=a,tier=x', false],
  [['zone=a', 'ghost'], false],
  [['ghost', 'zone=a'], false],
  [['zone=a', 'tier'], true],
  ['toString', false],
  ['constructor', false],
  ['__proto__', false],
])('the label %j is had: %s', (label, expected) => {
  expect(found({ label })).toBe(expected);
});

test('a comma may be written', () => {
  expect(found({ label: 'note=a\\,b' }, { ...web, labels: { note: 'a,b' } as never })).toBe(true);
});

test('what is not understood is said with the nearest word, and nothing is left out in silence', () => {
  expect(problem({ stat: 'running' })[0]).toContain('A list of instances has no filter "stat". Did you mean "state"');
  expect(problem({ state: 'runing' })[0]).toContain('"runing" is no state. Did you mean "running"?');
  expect(problem({ hostId: 'alpha' })).toEqual(['hostId: "alpha" is not the number of a host.']);
  expect(problem({ hostId: '1e3' })).toHaveLength(1);
  expect(problem({ createdAt: '2026' })).toHaveLength(1);
  expect(problem({ toString: 'x' })).toHaveLength(1);
  expect(problem({ scope: 'none' }, 'token')).toEqual([]);
});

test('the same field twice is refused where no object has it twice', () => {
  expect(problem({ state: ['running', 'stopped'] })[0]).toContain('For any of them write state=running,stopped.');
  expect(problem({ name: ['a', 'b'] })).toEqual(['name: This is given more than once.']);
});

test.each(objectKinds)('in a %s no word means two fields, and each is understood as word and as field', (kind) => {
  const names = Object.values(fieldsOf(kind)).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [parameter, field] of Object.entries(fieldsOf(kind))) {
    expect(fieldNamed(kind, field.name)?.parameter).toBe(parameter);
    const own = fieldNamed(kind, parameter)?.parameter;
    expect(own === parameter || names.includes(parameter)).toBe(true);
  }
  expect(wordsOf(kind, 'filters')).toHaveLength(filterParameters(kind).length);
});

test('addresses are ordered as numbers, and nothing comes first', () => {
  const at = (address?: string) => orderValue('lease', 'address', address === undefined ? [] : [address]);
  const sorted = ['10.0.0.10', undefined, '10.0.0.9', '9.0.0.1'].sort((a, b) => compareValues(at(a), at(b)));
  // Array.sort puts what is undefined last, whatever is asked: only the others are compared.
  expect(sorted.slice(0, 3)).toEqual(['9.0.0.1', '10.0.0.9', '10.0.0.10']);
  expect(compareValues(at(), at('0.0.0.0'))).toBe(-1);
});
