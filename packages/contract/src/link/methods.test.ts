import { z } from 'zod';
import { expect, test } from 'vitest';
import { linkMethods, passedToHosts } from './methods.ts';

test('what names an instance in its body says so, and nothing else does: it is routed by that', () => {
  const named = linkMethods.filter(({ body }) => body instanceof z.ZodObject && 'instanceId' in body.shape);
  const about = linkMethods.filter((method) => 'about' in method);
  expect(about).toEqual(named);
  expect(passedToHosts.map(({ method }) => method).sort()).toEqual([
    'guest.console',
    'guest.console-log',
    'guest.console-resize',
    'guest.display',
  ]);
});

test('no two methods have one name', () => {
  expect(new Set(linkMethods.map(({ method }) => method)).size).toBe(linkMethods.length);
});
