import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { ok } from '@skerry/kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAuthority } from '../ca/authority.ts';
import { newKeyPair } from '../ca/keys.ts';
import { startTestCloud, type TestCloud } from '../testing/cloud.ts';
import { certificateRequest } from './certificate-request.ts';
import { expiryOf, readCredentials, writeCredentials } from './credentials.ts';
import { joinParent } from './join-parent.ts';
import { RateLimit } from './rate-limit.ts';
import { renewIfOld } from './renewal.ts';
import { decodeJoinToken, encodeJoinToken, hashJoinSecret, joinSecretMatches } from './token.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.close());
const code = (code: string) => ({ failure: { code } });
const tryJoin = (id: string, token: string) => joinParent(token, { dir: cloud.childDir(id), role: 'host' });

describe('joining', () => {
  test('gives a certificate that names the child, in one file that only its owner may read', async () => {
    expect(await tryJoin('7', cloud.token('7'))).toEqual({ cloudId: 'test', role: 'host', id: '7' });
    expect(await readdir(cloud.childDir('7'))).toEqual(['link.json']);
    const file = join(cloud.childDir('7'), 'link.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(cloud.dir, 'ca', 'ca.key.pem'))).mode & 0o777).toBe(0o600);
  });

  test('tells the parent what this machine would like to be called', async () => {
    const wishes: (string | undefined)[] = [];
    const other = await startTestCloud({
      redeem: (_, { role, name }) => {
        wishes.push(name);
        return ok({ id: '7', role });
      },
    });
    try {
      await joinParent(other.token('7'), { dir: other.childDir('7'), role: 'host', name: 'rack-7' });
      await joinParent(other.token('8'), { dir: other.childDir('8'), role: 'host' });
      expect(wishes).toEqual(['rack-7', undefined]);
    } finally {
      await other.close();
    }
  });

  test('a second time does nothing', async () => {
    const token = cloud.token('7');
    await tryJoin('7', token);
    const before = await readFile(join(cloud.childDir('7'), 'link.json'), 'utf8');
    expect((await tryJoin('7', token)).id).toBe('7');
    expect(await readFile(join(cloud.childDir('7'), 'link.json'), 'utf8')).toBe(before);
  });

  test('with a token that another child used is refused', async () => {
    const token = cloud.token('7');
    await tryJoin('7', token);
    await expect(tryJoin('8', token)).rejects.toMatchObject(code('link-join-refused'));
    expect(readCredentials(cloud.childDir('8'))).toBeUndefined();
  });

  test('again with the same key gives the same identity, for the answer may have been lost', async () => {
    const token = cloud.token('7');
    await expect(tryJoin('7', cloud.token('7', { urls: ['https://127.0.0.1:1'] }))).rejects.toMatchObject(
      code('link-unreachable'),
    );
    const pending = join(cloud.childDir('7'), 'link.pending.key.pem');
    const key = await readFile(pending, 'utf8');
    await tryJoin('7', token);
    expect(readCredentials(cloud.childDir('7'))?.key).toBe(key);
  });

  test('with an expired token is refused before anything is sent', async () => {
    const token = cloud.token('7', { expires: new Date(Date.now() - 1000) });
    await expect(tryJoin('7', token)).rejects.toMatchObject(code('link-token-expired'));
  });

  test('a server with another authority gets no secret', async () => {
    const token = cloud.token('7', { fingerprint: 'ab'.repeat(32) });
    await expect(tryJoin('7', token)).rejects.toMatchObject(code('link-fingerprint'));
  });

  test('a parent that is not at the first address is looked for at the next', async () => {
    const token = cloud.token('7', { urls: ['https://127.0.0.1:1', cloud.url()] });
    expect((await tryJoin('7', token)).id).toBe('7');
  });

  test('another parent than the present one is refused', async () => {
    await tryJoin('7', cloud.token('7'));
    const token = cloud.token('7', { fingerprint: 'ab'.repeat(32) });
    await expect(tryJoin('7', token)).rejects.toMatchObject(code('link-already-joined'));
  });

  test('many children of one address join at once', async () => {
    for (let i = 1; i <= 15; i++) expect((await tryJoin(String(i), cloud.token(String(i)))).id).toBe(String(i));
  });

  test('is limited to 10 failed tries per address and minute', async () => {
    for (let i = 0; i < 10; i++) expect(await post(cloud, '{}')).toBe(400);
    expect(await post(cloud, '{}')).toBe(429);
    await expect(tryJoin('7', cloud.token('7'))).rejects.toMatchObject(code('link-rate-limited'));
  });
});

function post(to: TestCloud, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${to.url()}/join`, { method: 'POST', rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.once('error', reject);
    call.end(body);
  });
}

describe('the rate limit', () => {
  test('counts per address and window, and its memory is bounded', () => {
    const limit = new RateLimit(2, 1000);
    expect([limit.take('a', 0), limit.take('a', 1), limit.take('a', 2), limit.take('b', 2)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(limit.take('a', 1000)).toBe(true);
    for (let i = 0; i < 20_001; i++) limit.take(`x${i}`, 1000);
    expect(limit.take('a', 1001)).toBe(true);
  });
});

describe('a join token', () => {
  const token = {
    urls: ['https://front.example:7443', 'https://[::1]:7443'],
    fingerprint: '0f'.repeat(32),
    secret: 'a'.repeat(43),
    expires: new Date('2030-01-01T00:00:00Z'),
  };

  test('says the same after it was copied', () => {
    expect(encodeJoinToken(token)).toMatch(/^skerry-join\.1\.[\w-]+\.[\w-]{6}$/);
    expect(decodeJoinToken(` ${encodeJoinToken(token)}\n`)).toEqual(token);
  });

  test.each([
    ['cut off', encodeJoinToken(token).slice(0, -9)],
    ['changed', encodeJoinToken(token).replace('W', 'X')],
    ['something else', 'hello'],
    ['empty', ''],
    ['without TLS', encodeJoinToken({ ...token, urls: ['http://front.example'] })],
    ['without addresses', encodeJoinToken({ ...token, urls: [] })],
  ])('that is %s is refused', (_name, text) => {
    expect(() => decodeJoinToken(text)).toThrow('not a join token');
  });

  test('is compared by the hash of its secret', () => {
    const hash = hashJoinSecret('secret');
    expect(joinSecretMatches('secret', hash)).toBe(true);
    expect(joinSecretMatches('Secret', hash)).toBe(false);
    expect(joinSecretMatches('secret', '')).toBe(false);
  });
});

describe('the authority', () => {
  test('is the same when it is opened again', async () => {
    const again = await openAuthority({ dir: join(cloud.dir, 'ca'), cloudId: 'test' });
    expect(again.fingerprint).toBe(cloud.ca.fingerprint);
    const csr = await certificateRequest(await newKeyPair());
    const expiry = expiryOf(await again.issue(csr, { role: 'host', id: '1' }));
    expect(Math.round((expiry.getTime() - Date.now()) / 86_400_000)).toBe(365);
  });

  test('refuses what is not a sound request, and ids that do not fit a name', async () => {
    await expect(cloud.ca.issue('hello', { role: 'host', id: '1' })).rejects.toMatchObject(code('link-certificate'));
    const csr = await certificateRequest(await newKeyPair());
    const der = Buffer.from(csr.split('\n').slice(1, -2).join(''), 'base64');
    der[der.length - 1]! ^= 1;
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    await expect(cloud.ca.issue(forged, { role: 'host', id: '1' })).rejects.toMatchObject(code('link-certificate'));
    const issue = cloud.ca.issue(csr, { role: 'host', id: '1/../cluster/2' });
    await expect(issue).rejects.toMatchObject(code('link-certificate'));
  });
});

describe('renewal', () => {
  test('happens over the link when less than a third of the life is left, with a new key', async () => {
    const session = await cloud.child('7');
    await session.waitFor('connected', { deadlineMs: 5000 });
    const dir = cloud.childDir('7');
    let current = readCredentials(dir)!;
    const at = (days: number) => ({
      dir,
      log: { debug() {}, info() {}, warn() {}, error() {}, child: () => at(0).log },
      now: () => new Date(Date.now() + days * 86_400_000),
      current: () => current,
      renewed: (next: typeof current) => {
        current = next;
      },
    });
    const { key } = current;
    expect(await renewIfOld(session, at(200))).toBe(false);
    expect(await renewIfOld(session, at(300))).toBe(true);
    expect(current.key).not.toBe(key);
    expect(readCredentials(dir)).toEqual(current);
    await session.close();
    const again = await cloud.child('7');
    await again.waitFor('connected', { deadlineMs: 5000 });
  });

  test('of a damaged file is not tried: the error names it', async () => {
    await tryJoin('7', cloud.token('7'));
    const credentials = readCredentials(cloud.childDir('7'))!;
    await writeCredentials(cloud.childDir('7'), { ...credentials, certificate: 'x' });
    expect(() => readCredentials(cloud.childDir('7'))).toThrow('link.json is damaged');
  });
});
