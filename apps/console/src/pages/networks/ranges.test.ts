import { expect, test } from 'vitest';
import { networkForm } from './ranges.ts';

const network = { name: 'lan', clusterId: 0, cidr: '10.60.1.0/24' };

test('ranges of a network are written as people write them, and what is wrong stands at the field', () => {
  expect(networkForm.safeParse({ ...network, ranges: ['10.60.1.10-10.60.1.99', '10.60.1.200'] })).toMatchObject({
    data: {
      ranges: [
        { first: '10.60.1.10', last: '10.60.1.99' },
        { first: '10.60.1.200', last: '10.60.1.200' },
      ],
    },
  });
  expect(networkForm.safeParse({ ...network, ranges: [] })).toMatchObject({ success: true });
  const wrong = networkForm.safeParse({ ...network, ranges: ['10.60.1.10-nowhere'] });
  expect(wrong.success ? [] : wrong.error.issues[0]?.path).toEqual(['ranges', 0, 'last']);
});
