import { type RouteId, routes } from '@skerry/contract';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { Io } from '../io.ts';
import { createProgram } from '../program.ts';
import { bodyFlags } from './body-flags.ts';

test('no field of a body has the flag of what is said to every command: it would never arrive', async () => {
  const { program } = await createProgram({ env: {}, columns: 80 } as unknown as Io, []);
  const everywhere = new Set(program.options.map(({ long }) => long));
  expect(everywhere).toContain('--url');
  const clashes = (Object.keys(routes) as RouteId[]).flatMap((id) =>
    bodyFlags(id).flatMap(({ option }) => {
      const [long] = new Command().option(option).options.map((each) => each.long);
      return everywhere.has(long) ? [`${id} ${long}`] : [];
    }),
  );
  expect(clashes).toEqual([]);
});
