import { createHash } from 'node:crypto';
import { SkerryError } from '@skerry/kit';
import { rateLimitEnd } from '@skerry/outbound';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexOfLines, linesOfIndex } from '../index-text.ts';
import type { Entry } from '../entry.ts';
import type { Blob, Marketplace, Offer, OpenOptions } from '../marketplace.ts';
import type { Fault } from '../testing/faulty-server.ts';
import { garbage } from './garbage.ts';
import { type MarketplaceUnderTest, testOutbound } from './under-test.ts';

/** The code of a rejection, whose sentence and hint are there for the user, and which is not our bug. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SkerryError);
  const { failure } = error as SkerryError;
  expect(failure.message).toMatch(/^\S.*\.$/s);
  expect(failure.hint).toBeTruthy();
  expect(failure.kind).not.toBe('bug');
  return failure.code;
}

export async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}

async function* inParts(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += 400) yield content.subarray(at, at + 400);
}

/**
 * What every marketplace keeps to, over a real server. Call it from a test file of the marketplace; `make` gives a new
 * server with what is known of it.
 */
export function marketplaceConformance(name: string, make: () => Promise<MarketplaceUnderTest>): void {
  describe(`${name} keeps the contract of marketplaces`, () => {
    let under: MarketplaceUnderTest;
    let marketplace: Marketplace;
    const made: Marketplace[] = [];

    const fresh = () => {
      const one = under.make(testOutbound);
      made.push(one);
      return one;
    };
    beforeEach(async () => {
      under = await make();
      marketplace = fresh();
    });
    afterEach(async () => {
      for (const each of made.splice(0)) each.close();
      await under.dispose();
    });

    const resolve = (of = marketplace) => of.resolve(under.known.reference, under.known.architecture);
    const largest = ({ blobs }: Offer) => {
      const sizes = under.known.contents.map(({ length }) => length);
      const i = sizes.indexOf(Math.max(...sizes));
      return { blob: blobs[i] as Blob, content: under.known.contents[i] as Buffer };
    };
    const get = (blob: Blob, options?: OpenOptions) => bytesOf(marketplace.open(blob, options));
    /** Which paths are asked for meanwhile. */
    const pathsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
      const before = under.server.asked.length;
      await work();
      return [...new Set(under.server.asked.slice(before).map(({ path }) => path))];
    };
    /** The blob with the most bytes, and a way to break what serves it. */
    const broken = async () => {
      const { blob, content } = largest(await resolve());
      const path = (await pathsOf(() => get(blob))).at(-1);
      return {
        blob,
        content,
        fault: (fault: Fault, times?: number) => under.server.fault((p) => p === path, fault, times),
      };
    };

    describe('search', () => {
      it('finds by words, the best first, and says when that was so', async () => {
        const page = await marketplace.search({ text: under.known.text });
        expect(page.entries[0]?.name).toBe(under.known.name);
        expect(Math.abs(Date.now() - Date.parse(page.asOf))).toBeLessThan(60_000);
        expect(page.stale).toBeUndefined();
        const nothing = await marketplace.search({ text: 'there-is-no-such-thing-anywhere' });
        expect(nothing).toMatchObject({ entries: [] });
        expect(nothing.next).toBeUndefined();
      });

      it('what it finds can be resolved', async () => {
        const [entry] = (await marketplace.search({ text: under.known.text })).entries;
        const offer = await marketplace.resolve(entry?.reference ?? '', under.known.architecture);
        expect(offer.blobs.length).toBe(under.known.contents.length);
      });

      it('shows each entry once, in pages', async (ctx) => {
        const { total } = under;
        if (total === undefined) return ctx.skip('It does not list all that it has.');
        const seen: Entry[] = [];
        let after: string | undefined;
        do {
          const page = await marketplace.search({ limit: 1, ...(after === undefined ? {} : { after }) });
          expect(page.entries).toHaveLength(1);
          seen.push(...page.entries);
          after = page.next;
        } while (after !== undefined && seen.length <= total);
        expect(seen).toHaveLength(total);
        expect(new Set(seen.map(({ reference }) => reference)).size).toBe(total);
      });

      it('leaves out what is known to be for others', async () => {
        const { text, architecture, otherArchitecture } = under.known;
        const [found] = (await marketplace.search({ text, architecture })).entries;
        expect(found?.name).toBe(under.known.name);
        if (otherArchitecture === undefined || found?.architectures.length === 0) return;
        const { entries } = await marketplace.search({ text, architecture: otherArchitecture });
        expect(entries.map((each) => each.reference)).not.toContain(found?.reference);
      });
    });

    describe('resolve', () => {
      it('gives an offer that is a plain value, with all that is needed to get it', async () => {
        const offer = await resolve();
        expect(JSON.parse(JSON.stringify(offer))).toEqual(offer);
        expect(offer.architecture).toBe(under.known.architecture);
        expect(offer.kinds.length).toBeGreaterThan(0);
        expect(offer.blobs).toHaveLength(under.known.contents.length);
        expect(offer.version).not.toBe('');
      });

      it('what it pins means the same content again', async () => {
        const offer = await resolve();
        const again = await fresh().resolve(offer.pinned, under.known.architecture);
        expect(again.blobs).toEqual(offer.blobs);
        expect(again.digest).toBe(offer.digest);
        expect(again.pinned).toBe(offer.pinned);
      });

      it('says what is not there', async () => {
        expect(await rejection(marketplace.resolve(under.missing, under.known.architecture))).toBe('source-not-found');
      });

      it('says which architectures are there, when the one asked for is not', async (ctx) => {
        const { reference, architecture, otherArchitecture } = under.known;
        if (otherArchitecture === undefined) return ctx.skip('It knows no architectures.');
        const asked = marketplace.resolve(reference, otherArchitecture);
        await expect(asked).rejects.toThrow(architecture);
        expect(await rejection(asked)).toBe('source-other-architecture');
      });

      it.each([
        ['nothing', ''],
        ['a blank', ' '],
        ['a way up', '../../etc/passwd'],
        ['seventy thousand letters', 'a'.repeat(70_000)],
        ['NUL', '\u0000'],
        ['what turns the direction', 'ü/\u202e//:@'],
        ['a way up, hidden', '%2e%2e%2f'],
        ['a prototype', '__proto__'],
        ['a constructor', 'constructor'],
        ['signs', '@#@:#/?&=;"\'<>'],
      ])('refuses as a name: %s', async (_, reference) => {
        const code = await rejection(marketplace.resolve(reference, under.known.architecture));
        expect(['source-not-found', 'source-not-understood']).toContain(code);
      });

      it('lists versions, and each means something', async () => {
        const { versions } = await marketplace.versions(under.known.reference);
        expect(versions.length).toBeGreaterThan(0);
        expect(new Set(versions).size).toBe(versions.length);
        expect(versions).toContain((await resolve()).version);
      });
    });

    describe('open', () => {
      it('gives each blob whole, of the size and digest that were told', async () => {
        const { blobs } = await resolve();
        for (const [i, blob] of blobs.entries()) {
          const content = await get(blob);
          expect(content.equals(under.known.contents[i] as Buffer), `blob ${i}`).toBe(true);
          if (blob.size !== undefined) expect(blob.size).toBe(content.length);
          const [algorithm = '', hex] = blob.digest?.split(':') ?? [];
          if (algorithm !== '') expect(createHash(algorithm).update(content).digest('hex')).toBe(hex);
        }
      });

      it('begins anywhere', async () => {
        const { blob, content } = largest(await resolve());
        const from = content.length - 321;
        expect((await get(blob, { from })).equals(content.subarray(from))).toBe(true);
        const before = () => inParts(content.subarray(0, from));
        expect((await get(blob, { from, before: before() })).length).toBe(321);
        expect((await get(blob, { from: content.length })).length).toBe(0);
        // Asked for all by who has it already, it still looks.
        expect((await get(blob, { from: content.length, before: inParts(content) })).length).toBe(0);
      });

      it('goes on where it was cut', async () => {
        const { blob, content, fault } = await broken();
        fault({ type: 'cut', after: 600 }, 2);
        expect((await get(blob)).equals(content)).toBe(true);
        expect(under.server.asked.some(({ headers }) => headers.range !== undefined)).toBe(true);
      });

      it('goes on also with a server that begins anew', async () => {
        const { blob, content, fault } = await broken();
        fault({ type: 'cut', after: 600 }, 1);
        fault({ type: 'no-parts' });
        expect((await get(blob)).equals(content)).toBe(true);
      });

      it('gives up what is cut again and again, or silent', async () => {
        const { blob, fault } = await broken();
        fault({ type: 'silent', after: 10 }, 1);
        fault({ type: 'cut', after: 0 });
        expect(await rejection(get(blob))).toBe('source-unreachable');
      });

      it('finds another content of the same length', async () => {
        const { blob, content, fault } = await broken();
        const change = (bytes: Buffer) => Buffer.concat([Buffer.from('X'), bytes.subarray(1)]);
        fault({ type: 'content', change });
        if (blob.digest === undefined) return expect((await get(blob)).length).toBe(content.length);
        expect(await rejection(get(blob))).toBe('source-wrong-digest');
        const wrong = inParts(change(content.subarray(0, 500)));
        under.server.heal();
        expect(await rejection(get(blob, { from: 500, before: wrong }))).toBe('source-wrong-digest');
      });

      it('hands on not a byte more than was promised, and not less without a word', async () => {
        const { blob, content, fault } = await broken();
        if (blob.size === undefined) return;
        fault({ type: 'content', change: (bytes) => bytes.subarray(0, -1) }, 1);
        expect(await rejection(get(blob))).toBe('source-wrong-size');
        fault({ type: 'content', change: (bytes) => Buffer.concat([bytes, Buffer.from('more')]) }, 1);
        expect(await rejection(get(blob))).toBe('source-wrong-size');
        fault({ type: 'endless' });
        let bytes = 0;
        const endless = async () => {
          for await (const chunk of marketplace.open(blob)) bytes += chunk.length;
        };
        expect(await rejection(endless())).toBe('source-wrong-size');
        expect(bytes).toBeLessThanOrEqual(content.length);
      });

      it('ends when it is not wanted any more', async () => {
        const { blob, fault } = await broken();
        fault({ type: 'silent', after: 1 });
        const stop = new AbortController();
        const got = get(blob, { signal: stop.signal });
        stop.abort(new Error('not wanted'));
        await expect(got).rejects.toThrow('not wanted');
      });
    });

    describe('of a server that does not do its part', () => {
      const all = () => true;

      it('that is gone', async () => {
        await under.server.down();
        expect(await rejection(resolve())).toBe('source-unreachable');
        expect(await rejection(marketplace.search({ text: under.known.text }))).toBe('source-unreachable');
        await under.server.up();
        await resolve();
      });

      it('that fails for a moment, nobody notices', async () => {
        under.server.fault(all, { type: 'reply', reply: { status: 503 } }, 2);
        expect((await resolve()).blobs).toHaveLength(under.known.contents.length);
      });

      it('that counts, it is told until when', async () => {
        under.server.fault(all, { type: 'reply', reply: { status: 429, headers: { 'retry-after': '3600' } } });
        const asked = resolve();
        expect(await rejection(asked)).toBe('source-rate-limited');
        const until = rateLimitEnd(await asked.catch((error: unknown) => error));
        expect((until?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3_000_000);
      });

      it('that gives nothing to us', async () => {
        under.server.fault(all, { type: 'reply', reply: { status: 403, body: 'no' } });
        expect(await rejection(resolve())).toBe('source-refused');
      });

      it.each([
        ['http://169.254.169.254/latest/meta-data/', 'source-address-refused'],
        ['http://[::1]:1/', 'source-address-refused'],
        ['http://10.0.0.1/', 'source-address-refused'],
        ['ftp://127.0.0.1/x', 'source-redirect-refused'],
        ['file:///etc/passwd', 'source-redirect-refused'],
      ])('that sends us to %s', async (location, code) => {
        const { blob, fault } = await broken();
        fault({ type: 'reply', reply: { status: 302, headers: { location } } });
        expect(await rejection(get(blob))).toBe(code);
        under.server.heal();
        under.server.fault(all, { type: 'reply', reply: { status: 302, headers: { location } } });
        expect(await rejection(resolve(fresh()))).toBe(code);
      });

      it('an ordinary user’s question does not reach this machine', async () => {
        const careful = under.make({ ...testOutbound, addresses: {} });
        made.push(careful);
        const before = under.server.asked.length;
        expect(await rejection(resolve(careful))).toBe('source-address-refused');
        expect(await rejection(careful.search({ text: under.known.text }))).toBe('source-address-refused');
        expect(under.server.asked.length).toBe(before);
      });

      it('that answers garbage of any shape', async () => {
        const paths = await pathsOf(() => resolve(fresh()));
        for (const path of paths) {
          for (const [what, body] of garbage) {
            under.server.heal();
            under.server.fault((p) => p === path, { type: 'content', change: () => Buffer.from(body, 'latin1') });
            const outcome = await resolve(fresh()).catch((error: unknown) => error);
            if (!(outcome instanceof Error)) continue;
            expect(await rejection(Promise.reject(outcome)), `${what} for ${path}`).toMatch(/^source-/);
          }
        }
      });

      it('that answers a search with garbage of any shape', async () => {
        const search = () => fresh().search({ text: under.known.text });
        const paths = await pathsOf(search);
        for (const path of paths) {
          for (const [what, body] of garbage) {
            under.server.heal();
            under.server.fault((p) => p === path, { type: 'content', change: () => Buffer.from(body, 'latin1') });
            const outcome = await search().catch((error: unknown) => error);
            if (!(outcome instanceof Error)) continue;
            expect(await rejection(Promise.reject(outcome)), `${what} for ${path}`).toMatch(/^source-/);
          }
        }
      });

      it('that answers a question without an end', async () => {
        under.server.fault(all, { type: 'endless' });
        expect(['source-too-large', 'source-unreachable']).toContain(await rejection(resolve(fresh())));
      });
    });

    describe('its list', () => {
      it('is a value that can be kept, and is searched without it', async (ctx) => {
        const { indexed } = marketplace;
        if (indexed === undefined) return ctx.skip('It cannot be listed.');
        const index = await indexed.read();
        const lines = [...linesOfIndex(index)];
        const kept = await indexOfLines(lines);
        expect(kept.entries).toEqual(index.entries);
        expect(kept.readAt).toBe(index.readAt);
        expect([...linesOfIndex(kept)]).toEqual(lines);
        await under.server.down();
        const page = await marketplace.search({ text: under.known.text });
        expect(page.entries[0]?.name).toBe(under.known.name);
      });
    });
  });
}
