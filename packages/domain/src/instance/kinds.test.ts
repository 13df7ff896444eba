import { expect, test } from 'vitest';
import {
  bootOf,
  bootWays,
  consoleTypes,
  hasDisplay,
  instanceKinds,
  kindsThatBoot,
  kindTable,
  terminalOf,
} from './kinds.ts';

test('every kind has the terminal that opens where nobody says which, and a way out of what it lacks', () => {
  for (const kind of instanceKinds) {
    const { lacks, word } = kindTable[kind];
    expect(lacks[terminalOf(kind)], kind).toBeUndefined();
    expect(word).toMatch(/^[a-z ]+$/);
    for (const type of consoleTypes) if (lacks[type] !== undefined) expect(lacks[type]).toMatch(/\. Open .*\.$/);
    expect(hasDisplay(kind)).toBe(lacks.display === undefined);
  }
});

test('of an image may be made what starts from what it has', () => {
  expect(kindsThatBoot()).toEqual([...instanceKinds]);
  expect(bootWays.map((way) => kindsThatBoot([way]))).toEqual([['vm'], ['vm', 'container', 'microvm']]);
  expect(kindsThatBoot([])).toEqual([]);
  expect(bootOf('vm')).toBe('boot-loader');
  expect(bootOf('vm', ['root-partition'])).toBe('root-partition');
  expect(bootOf('microvm', ['boot-loader'])).toBeUndefined();
});
