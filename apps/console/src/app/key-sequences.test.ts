import { describe, expect, test, vi } from 'vitest';
import { isTyping, nextKey } from './key-sequences.ts';

const run = vi.fn();
const bindings = [
  { keys: ['g', 'i'], run },
  { keys: ['g', 'h'], run: () => {} },
  { keys: ['?'], run: () => {} },
];

describe('keys', () => {
  test('of a sequence do it when the last one is pressed', () => {
    const first = nextKey([], 'g', bindings);
    expect(first).toEqual({ pressed: ['g'] });
    expect(nextKey(first.pressed, 'i', bindings)).toEqual({ pressed: [], run });
  });

  test('that lead nowhere are forgotten, and the last one may begin anew', () => {
    expect(nextKey(['g'], 'x', bindings)).toEqual({ pressed: [] });
    expect(nextKey(['g'], 'g', bindings)).toEqual({ pressed: ['g'] });
    expect(nextKey(['g'], '?', bindings).run).toBeDefined();
  });

  test('are text where somebody types', () => {
    expect(isTyping({ tagName: 'INPUT', type: 'text' } as unknown as EventTarget)).toBe(true);
    expect(isTyping({ tagName: 'INPUT', type: 'checkbox' } as unknown as EventTarget)).toBe(false);
    expect(isTyping({ tagName: 'DIV' } as unknown as EventTarget)).toBe(false);
  });
});
