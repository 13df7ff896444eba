/**
 * Who we are to one registry: nobody, somebody with a password, or the holder of a token for one repository. It keeps
 * tokens in memory until they end; the next life asks for new ones. A password goes to that registry and to whom it sends
 * for tokens, and never by a less safe way than the registry itself is asked.
 */
import { type Clock, systemClock } from '@skerry/kit';
import { describeUrl, type Outbound, parseJson, sourceCodeOf, sourceError } from '@skerry/outbound';
import { z } from 'zod';
import { type Challenge, parseChallenges } from './challenge.ts';

export type Credentials = { readonly name: string; readonly password: string } | { readonly identityToken: string };

const answer = z.object({
  token: z.string().max(65_536).optional(),
  access_token: z.string().max(65_536).optional(),
  expires_in: z.number().nullish(),
});

/** A token that ends sooner is not begun with. Seconds. */
const tooShort = 10;
/** What those get that say nothing, by the specification. Seconds. */
const usualLife = 60;
const clientId = 'skerry';

export class Authorization {
  readonly #outbound: Outbound;
  readonly #registry: URL;
  readonly #credentials: Credentials | undefined;
  readonly #clock: Clock;
  readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();
  #basic = false;

  constructor(outbound: Outbound, registry: URL, credentials: Credentials | undefined, clock: Clock = systemClock) {
    this.#outbound = outbound;
    this.#registry = registry;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  headers(scope: string): Readonly<Record<string, string>> {
    const basic = this.#basic ? basicOf(this.#credentials) : undefined;
    if (basic !== undefined) return { authorization: basic };
    const held = this.#tokens.get(scope);
    return held && held.until > this.#clock.monotonicMs() ? { authorization: `Bearer ${held.token}` } : {};
  }

  /** After a 401: whether `headers` says something else now. */
  async satisfy(header: string, scope: string, signal?: AbortSignal): Promise<boolean> {
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer) {
      await this.#fetchToken(bearer, scope, signal);
      return true;
    }
    const isNew = challenges.some(({ scheme }) => scheme === 'basic') && !this.#basic;
    this.#basic ||= isNew && basicOf(this.#credentials) !== undefined;
    return isNew && this.#basic;
  }

  async #fetchToken({ parameters }: Challenge, scope: string, signal?: AbortSignal): Promise<void> {
    const { realm = '', service } = parameters;
    const where = describeUrl(this.#registry);
    if (!URL.canParse(realm))
      throw sourceError('source-not-understood', `${where} does not say who gives tokens for it.`);
    const url = new URL(realm);
    if (this.#registry.protocol === 'https:' && url.protocol !== 'https:') {
      throw sourceError(
        'source-redirect-refused',
        `${where} wants tokens from ${describeUrl(url)}, which is less safe.`,
      );
    }
    const credentials = this.#credentials;
    const common = { ...(service === undefined ? {} : { service }), scope };
    const options = signal === undefined ? {} : { signal };
    const refresh = credentials !== undefined && 'identityToken' in credentials ? credentials.identityToken : undefined;
    if (refresh === undefined) for (const [name, value] of Object.entries(common)) url.searchParams.set(name, value);
    const basic = basicOf(credentials);
    const form = { grant_type: 'refresh_token', refresh_token: refresh ?? '', client_id: clientId, ...common };
    const { body, url: from } = await this.#outbound
      .read(url, {
        ...options,
        ...(refresh === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString() }),
        headers: () => ({
          ...(basic === undefined ? {} : { authorization: basic }),
          ...(refresh === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        }),
      })
      .catch((error: unknown) => {
        if (sourceCodeOf(error) !== 'source-refused' || credentials === undefined) throw error;
        throw sourceError('source-refused', `${where} does not take the name and password that are kept for it.`, {
          hint: 'Give it others, or none: much is given to everybody.',
          cause: error,
        });
      });
    const parsed = parseJson(body, answer, describeUrl(from));
    const token = parsed.token ?? parsed.access_token;
    if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
      throw sourceError('source-not-understood', `${describeUrl(from)} gives no token.`);
    }
    const life = Math.max(parsed.expires_in ?? usualLife, tooShort * 2) - tooShort;
    this.#tokens.set(scope, { token, until: this.#clock.monotonicMs() + Math.min(life, 86_400) * 1_000 });
  }
}

const basicOf = (credentials: Credentials | undefined): string | undefined =>
  credentials === undefined || 'identityToken' in credentials
    ? undefined
    : `Basic ${Buffer.from(`${credentials.name}:${credentials.password}`).toString('base64')}`;
