import { expect, test } from 'vitest';
import { parseFilter } from './filter-expression.ts';

const names = (kind: string) =>
  kind === 'cluster'
    ? new Map([
        [3, 'bergen'],
        [4, 'oslo'],
      ])
    : kind === 'user'
      ? undefined
      : new Map<number, string>();
const parse = (text: string) => parseFilter('instance', text, names);

test('words become what the API is asked', () => {
  expect(parse(' web  state:running cluster:bergen label:zone=a label:tier ')).toEqual({
    parameters: { search: 'web', state: 'running', clusterId: '3', label: ['zone=a', 'tier'] },
    problems: [],
    awaited: [],
  });
  expect(parse('cluster:7').parameters).toEqual({ clusterId: '7' });
  expect(parse('web db address:10.0.0.7').parameters).toEqual({ search: ['web', 'db'], address: '10.0.0.7' });
});

test('"not" and "or" are written before and between values', () => {
  expect(parse('state:running,paused').parameters).toEqual({ state: 'running,paused' });
  expect(parse('!state:failed').parameters).toEqual({ state: '!failed' });
  expect(parse('state:!failed,stopped cluster:!bergen,oslo').parameters).toEqual({
    state: '!failed,stopped',
    clusterId: '!3,4',
  });
  expect(parse('!old web,db host:none').parameters).toEqual({ search: ['!old', 'web,db'], hostId: 'none' });
});

test('what the API cannot be asked is told with the nearest word, and the rest holds', () => {
  const { parameters, problems } = parse('a stat:running state:runing cluster:olso colour:red');
  expect(parameters).toEqual({ search: 'a' });
  expect(problems).toEqual([
    expect.stringMatching(/^There is no filter "stat"\. .*"?state/),
    expect.stringMatching(/^There is no cluster called "olso"\. .*oslo/),
    expect.stringMatching(/^There is no filter "colour"\. /),
    expect.stringMatching(/^"runing" is no state\. .*running/),
  ]);
});

test('a field that is still being typed is no problem', () => {
  expect(parse('state: !state:')).toEqual({ parameters: {}, problems: [], awaited: [] });
});

test('a name whose kind is not read yet is awaited, not called wrong', () => {
  expect(parse('owner:ingrid')).toEqual({ parameters: {}, problems: [], awaited: ['user'] });
  expect(parse('owner:5')).toEqual({ parameters: { ownerId: '5' }, problems: [], awaited: [] });
});
