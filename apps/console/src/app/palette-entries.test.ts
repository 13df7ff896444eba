import { expect, test } from 'vitest';
import { fit, moved, ranked } from './palette-entries.ts';

test('what begins with the typed text comes before what only holds it; the rest is left out', () => {
  const choices = ['Create instance', 'Instances', 'Hosts'].map((label) => ({ label }));
  expect(ranked(choices, 'inst').map((c) => c.label)).toEqual(['Instances', 'Create instance']);
  expect(ranked(choices, '').map((c) => c.label)).toEqual(['Create instance', 'Instances', 'Hosts']);
});

test('words may be begun in any order, and all must fit', () => {
  expect(fit('Create instance', 'ins cr')).toBeGreaterThan(0);
  expect(fit('Create instance', 'ins x')).toBe(0);
});

test('arrows go around, and stay nowhere where there is nothing', () => {
  expect(moved(2, 'ArrowDown', 3)).toBe(0);
  expect(moved(0, 'ArrowUp', 3)).toBe(2);
  expect(moved(1, 'End', 3)).toBe(2);
  expect(moved(0, 'ArrowDown', 0)).toBe(-1);
});
