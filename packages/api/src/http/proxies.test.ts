import type { IncomingMessage } from 'node:http';
import { limitsWith } from '@skerry/domain';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { adminPassword, startFrontEnd, type TestFrontEnd } from '@skerry/front-end/testing/front-end';
import { placeOf } from '@skerry/domain';
import { Proxies } from './proxies.ts';

const from = (remoteAddress: string, forwarded?: string, proto?: string) =>
  ({
    socket: { remoteAddress },
    headers: {
      ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
      ...(proto === undefined ? {} : { 'x-forwarded-proto': proto }),
    },
  }) as unknown as IncomingMessage;

describe('where a request came from', () => {
  const proxies = new Proxies(['10.0.0.0/8', '127.0.0.1', 'fd00::/8']);
  it.each([
    ['a stranger without a header', from('192.0.2.7'), '192.0.2.7'],
    ['a stranger who writes into the header', from('192.0.2.7', '198.51.100.1'), '192.0.2.7'],
    ['one proxy', from('127.0.0.1', '192.0.2.7'), '192.0.2.7'],
    ['a proxy on a socket of both families', from('::ffff:127.0.0.1', '192.0.2.7'), '192.0.2.7'],
    ['two proxies', from('10.1.1.1', '192.0.2.7, 10.2.2.2'), '192.0.2.7'],
    ['a stranger behind a proxy who writes into the header', from('10.1.1.1', '1.2.3.4, 192.0.2.7'), '192.0.2.7'],
    ['a stranger who claims to be a proxy', from('10.1.1.1', '1.2.3.4, 10.9.9.9, 192.0.2.7'), '192.0.2.7'],
    ['an IPv6 address with a port', from('fd00::1', '[2001:db8::7]:4711'), '2001:db8::7'],
    ['an IPv4 address with a port', from('fd00::1', '192.0.2.7:4711'), '192.0.2.7'],
    ['a proxy that passes on no address', from('10.1.1.1', 'unknown'), '10.1.1.1'],
    ['a proxy that passes on nothing', from('10.1.1.1'), '10.1.1.1'],
    ['proxies alone', from('10.1.1.1', '10.2.2.2'), '10.2.2.2'],
  ])('%s', (_, request, address) => {
    expect(proxies.addressOf(request)).toBe(address);
  });

  it('whatever is written left of the last stranger changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        expect(proxies.addressOf(from('10.1.1.1', `${written}, 192.0.2.7`))).toBe('192.0.2.7');
      }),
    );
  });

  it('is the connection’s own, when no proxy is named', () => {
    expect(new Proxies().addressOf(from('127.0.0.1', '192.0.2.7'))).toBe('127.0.0.1');
  });

  it('is over TLS only when a proxy says so', () => {
    expect(proxies.isSecure(from('10.1.1.1', '192.0.2.7', 'https'))).toBe(true);
    expect(proxies.isSecure(from('10.1.1.1', '192.0.2.7', 'http'))).toBe(false);
    expect(proxies.isSecure(from('192.0.2.7', '1.2.3.4', 'https'))).toBe(false);
  });

  it.each(['here', '10.0.0.0/33', '10.0.0.0/', '::/129', ''])('"%s" is no network', (network) => {
    expect(() => new Proxies([network])).toThrow('neither an address nor a CIDR');
  });
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is counted as %s', (address, place) => {
  expect(placeOf(address)).toBe(place);
});

describe('behind a proxy', () => {
  let front: TestFrontEnd;
  afterEach(() => front.close());
  const logIn = (name: string, password: string, forwarded: string, more: Record<string, string> = {}) =>
    front.anonymous.call('POST', '/v1/sessions', { name, password }, { 'x-forwarded-for': forwarded, ...more });

  it('wrong log-ins of one address stop nobody else’s, and the audit has the real address', async () => {
    front = await startFrontEnd({ behindProxy: ['127.0.0.1/32'], limits: limitsWith({ 'audit-stranger-seconds': 1 }) });
    await front.user('ingrid');
    for (let i = 0; i < 40; i++) await logIn(i % 2 === 0 ? 'ingrid' : `nobody-${i}`, 'wrong', '192.0.2.66');
    expect((await logIn('ingrid', 'password of ingrid', '192.0.2.66')).status).toBe(429);
    expect((await logIn('ingrid', 'password of ingrid', '192.0.2.7')).status).toBe(201);
    expect((await logIn('admin', adminPassword, '198.51.100.9')).status).toBe(201);
    const { body } = await front.admin.call<{ items: { address: string; userName: string }[] }>('GET', '/v1/audit');
    expect(body.items.map((r) => r.address)).toContain('198.51.100.9');
  });

  it('a cookie that came over TLS is never sent in the clear', async () => {
    front = await startFrontEnd({ behindProxy: ['127.0.0.1/32'] });
    const cookies = async (proto: string) =>
      (
        await logIn('admin', adminPassword, '192.0.2.7', { 'x-forwarded-proto': proto, 'x-skerry-cookie': '1' })
      ).headers.getSetCookie();
    for (const cookie of await cookies('https')) expect(cookie).toMatch(/; Secure$/);
    for (const cookie of await cookies('http')) expect(cookie).not.toMatch(/Secure/);
    expect(await cookies('https')).toHaveLength(2);
  });
});
