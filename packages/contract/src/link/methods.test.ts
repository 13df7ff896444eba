import { z } from 'zod';
import { expect, test } from 'vitest';
import { linkMethods, passedToHosts } from './methods.ts';

test('what names an instance or a host in its body says so, and nothing else does: it is routed by that', () => {
  const naming = (field: string) =>
    linkMethods.filter(({ body }) => body instanceof z.ZodObject && field in body.shape).map(({ method }) => method);
  const about = (what: string) =>
    linkMethods.filter((method) => 'about' in method && method.about === what).map(({ method }) => method);
  expect(about('instance')).toEqual(naming('instanceId'));
  expect(about('host')).toEqual(naming('hostId'));
  expect(passedToHosts.map(({ method }) => method).sort()).toEqual([
    'guest.console',
    'guest.console-log',
    'guest.console-resize',
    'guest.display',
    'guest.logs',
    'host.reconcilers',
  ]);
});

test('no two methods have one name', () => {
  expect(new Set(linkMethods.map(({ method }) => method)).size).toBe(linkMethods.length);
});
