import { expect, test } from 'vitest';
import type { Json, Transaction } from '../port.ts';
import { committed, del, type Opener, put, refusedWith } from './engine-under-test.ts';

const writes = (count: number): Transaction => ({
  writes: Array.from({ length: count }, (_, i) => ({ op: 'put' as const, key: `/k/${i}`, value: i })),
});

function nested(): Json {
  const loop: { inner?: Json } = {};
  loop.inner = loop;
  return loop;
}

const invalid: Record<string, Transaction> = {
  '101 writes': writes(101),
  'the same key twice': { writes: [...put('/a', 1).writes, ...del('/a').writes] },
  'an empty key': put('', 1),
  'an empty key to delete': del(''),
  'an empty key in a condition': { conditions: [{ key: '', is: 'absent' }], ...put('/a', 1) },
  'a key with a line break': put('/a\nb', 1),
  'a key with a NUL': put('/a\u0000', 1),
  'a key with half a character': put('/a\ud800', 1),
  'a revision 0 in a condition': {
    conditions: [{ key: '/a', is: 'unchanged-since', modRevision: 0 }],
    ...put('/a', 1),
  },
  'undefined as a value': put('/a', undefined as unknown as Json),
  'NaN inside a value': put('/a', { deep: [Number.NaN] }),
  'a date as a value': put('/a', new Date(0) as unknown as Json),
  'a bigint as a value': put('/a', 1n as unknown as Json),
  'a hole in an array': put('/a', [1, undefined] as unknown as Json),
  'a value that holds itself': put('/a', nested()),
  'a value above 1 MiB': put('/a', 'é'.repeat(512 * 1024)),
};

export function validationRules(open: Opener): void {
  test.each(Object.entries(invalid))('refuses %s and writes nothing', async (_, transaction) => {
    const { store } = await open();
    const error = await refusedWith('store-invalid-transaction', () => store.commit(transaction));
    expect(error.failure.field).toMatch(/^(writes|conditions)/);
    expect(await store.revision()).toBe(0);
  });

  test('takes 100 writes, a value of 1 MiB, any Unicode, and leaves out undefined fields', async () => {
    const { store } = await open();
    await committed(store, writes(100));
    await committed(store, put('/big', 'x'.repeat(1024 * 1024 - 2)));
    await committed(store, put('/ключ/🏝', { 'name\0': 'Skærgård 🏝 \ud800', gone: undefined, __proto__: null }));
    expect((await store.get('/big'))?.value).toHaveLength(1024 * 1024 - 2);
    expect((await store.get('/ключ/🏝'))?.value).toEqual({ 'name\0': 'Skærgård 🏝 \ud800' });
  });
}
