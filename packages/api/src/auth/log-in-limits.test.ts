import { limitsWith } from '@skerry/domain';
import { fakeClock } from '@skerry/kit';
import { afterEach, expect, test } from 'vitest';
import { adminPassword, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { deviceKey, Devices } from './devices.ts';
import { LogInLimits } from './log-in-limits.ts';

const attempt = (place: string, name: string, known?: string) => ({ place, name, known });
const limited = (given: Parameters<typeof limitsWith>[0] = {}) => {
  const clock = fakeClock(new Date('2026-03-01T00:00:00Z'));
  return { clock, limits: new LogInLimits(clock, limitsWith(given)) };
};
const tries = (limits: LogInLimits, who: ReturnType<typeof attempt>, most = 1000): number => {
  for (let n = 0; n < most; n++) {
    try {
      limits.begin(who);
    } catch {
      return n;
    }
  }
  return most;
};

test('guesses are counted by name with address, by address, and by name', () => {
  const { limits, clock } = limited();
  expect(tries(limits, attempt('192.0.2.1', 'ingrid'))).toBe(5);
  expect(tries(limits, attempt('192.0.2.2', 'ingrid'))).toBe(5);
  let byAddress = 0;
  for (let n = 0; n < 100; n++) byAddress += tries(limits, attempt('192.0.2.3', `name-${n}`));
  expect(byAddress).toBe(30);
  let byName = 0;
  for (let n = 0; n < 100; n++) byName += tries(limits, attempt(`198.51.100.${n}`, 'olav'));
  expect(byName).toBe(100);
  clock.advance(3600_000);
  expect(tries(limits, attempt('192.0.2.1', 'ingrid'))).toBe(5);
});

test('whatever strangers guess, a known device is not made to wait, and its own guesses are slowed down', () => {
  const { limits } = limited();
  for (let n = 0; n < 100; n++) tries(limits, attempt(`198.51.100.${n}`, 'ingrid'));
  for (let n = 0; n < 100; n++) tries(limits, attempt('192.0.2.1', `name-${n}`));
  expect(tries(limits, attempt('192.0.2.1', 'ingrid', 'device'))).toBe(5);
  expect(tries(limits, attempt('192.0.2.1', 'ingrid', 'other device'))).toBe(5);
});

test('a log-in that succeeds, or never came to a guess, costs nothing', () => {
  const { limits } = limited({ 'log-in-failures': 1, 'log-in-failures-address': 2 });
  for (let n = 0; n < 20; n++) {
    limits.begin(attempt('192.0.2.1', 'ingrid'));
    limits.succeeded(attempt('192.0.2.1', 'ingrid'));
    limits.begin(attempt('192.0.2.1', 'olav'));
    limits.withdrawn(attempt('192.0.2.1', 'olav'));
  }
  expect(tries(limits, attempt('192.0.2.1', 'ingrid'))).toBe(1);
});

let front: TestFrontEnd;
afterEach(() => front?.close());

test('a person whose name strangers guess logs in from the browser and the address that it used before', async () => {
  const limits = limitsWith({ 'log-in-failures-name': 20 });
  front = await startFrontEnd({ behindProxy: ['127.0.0.1/32'], limits });
  const logIn = (password: string, forwarded: string, headers: Record<string, string> = {}) =>
    front.anonymous.call(
      'POST',
      '/v1/sessions',
      { name: 'admin', password },
      {
        'x-forwarded-for': forwarded,
        'x-skerry-cookie': '1',
        ...headers,
      },
    );
  const first = await logIn(adminPassword, '192.0.2.7');
  const device =
    first.headers
      .getSetCookie()
      .find((c) => c.startsWith('skerry_device='))
      ?.split(';')[0] ?? '';
  const guesses = Array.from({ length: 40 }, (_, n) => logIn('wrong', `198.51.100.${n}`));
  const codes = new Set((await Promise.all(guesses)).map((g) => g.body['code']));
  expect([...codes]).toContain('too-many-attempts');
  // The same office, the same name: its guesses count against the pair, not against the browser.
  for (let n = 0; n < 6; n++) await logIn('wrong', '192.0.2.7');
  expect((await logIn(adminPassword, '203.0.113.5')).status, 'a new place').toBe(429);
  expect((await logIn(adminPassword, '203.0.113.5', { cookie: device })).status, 'its browser').toBe(201);
  const forged = device.replace(/^skerry_device=0\./, 'skerry_device=1.');
  expect((await logIn(adminPassword, '203.0.113.6', { cookie: forged })).status, 'a forged cookie').toBe(429);
}, 30_000);

test('a device is one user’s, and no other key signs it', () => {
  const devices = new Devices(Buffer.alloc(32, 1), 'skerry_device');
  const value = devices.cookie(7, false).slice('skerry_device='.length).split(';')[0];
  expect(devices.of(7, value)).toMatch(/^[\w-]{22}$/);
  expect(devices.of(8, value)).toBeUndefined();
  expect(devices.of(7, `${value?.slice(0, -1)}_`)).toBeUndefined();
  expect(new Devices(Buffer.alloc(32, 2), 'skerry_device').of(7, value)).toBeUndefined();
  for (const nonsense of [undefined, '', 'x', '7..', `${value}.x`]) expect(devices.of(7, nonsense)).toBeUndefined();
});

test('the key of devices is kept, and only its owner reads it', async () => {
  front = await startFrontEnd();
  const { statSync } = await import('node:fs');
  const key = deviceKey(front.directory);
  expect(key).toHaveLength(32);
  await front.restart();
  expect(deviceKey(front.directory)).toEqual(key);
  expect(statSync(`${front.directory}/device-key`).mode & 0o777).toBe(0o600);
});
