import { expect, test } from 'vitest';
import { fieldIn, parseFilter, withField } from './filter-expression.ts';

const fields = [
  { name: 'state', parameter: 'state', values: ['running', 'stopped'] },
  { name: 'cluster', parameter: 'clusterId', numbers: new Map([[3, 'bergen']]) },
];

test('words become what the API is asked', () => {
  expect(parseFilter(' web  state:running cluster:bergen label:zone=a label:tier ', fields)).toEqual({
    parameters: { search: 'web', state: 'running', clusterId: 3, label: 'zone=a,tier' },
    problems: [],
  });
  expect(parseFilter('cluster:7', fields).parameters).toEqual({ clusterId: 7 });
});

test('what the API cannot be asked is told, and the rest holds', () => {
  const { parameters, problems } = parseFilter('a b ghost:1 state:asleep cluster:oslo', fields);
  expect(parameters).toEqual({ search: 'a' });
  expect(problems.map((p) => p.problem)).toEqual(['twoNames', 'unknownField', 'badValue', 'badNumber']);
});

test('a field that is still being typed is no problem', () => {
  expect(parseFilter('state:', fields)).toEqual({ parameters: {}, problems: [] });
});

test('a field is set once, and taken out again', () => {
  expect(withField('web state:running', 'state', 'stopped')).toBe('web state:stopped');
  expect(withField('web state:running', 'state', undefined)).toBe('web');
  expect(fieldIn('web state:running', 'state')).toBe('running');
  expect(fieldIn('web', 'state')).toBeUndefined();
});
