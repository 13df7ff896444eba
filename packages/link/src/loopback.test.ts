import { SkerryError } from '@skerry/kit';
import { afterEach, describe, expect, test } from 'vitest';
import { createLoopbackPair, type LoopbackPair } from './loopback.ts';

let pair: LoopbackPair;
afterEach(() => pair.close());

describe('a session', () => {
  test('carries a request and its answer both ways', async () => {
    pair = createLoopbackPair({
      parent: { requests: { 'a.up': (body) => ({ got: body }) } },
      child: { requests: { 'a.down': async (body) => [body, 2] } },
    });
    expect(await pair.child.request('a.up', 1)).toEqual({ got: 1 });
    expect(await pair.parent.request('a.down', 'x')).toEqual(['x', 2]);
    expect(pair.child.version).toBe(3);
  });

  test('answers with the failure of the handler, and hides what is not one', async () => {
    const failure = { code: 'disk-full', kind: 'failed', message: 'The disk is full.', hint: 'Free some.' } as const;
    pair = createLoopbackPair({
      child: {
        requests: {
          known: () => {
            throw new SkerryError(failure);
          },
          unknown: () => {
            throw new Error('secret path');
          },
        },
      },
    });
    await expect(pair.parent.request('known', null)).rejects.toMatchObject({ failure });
    await expect(pair.parent.request('unknown', null)).rejects.toMatchObject({ failure: { code: 'internal' } });
    await expect(pair.parent.request('absent', null)).rejects.toMatchObject({
      failure: { code: 'link-unknown-method' },
    });
    await expect(pair.parent.request('constructor', null)).rejects.toMatchObject({
      failure: { code: 'link-unknown-method' },
    });
  });
});
