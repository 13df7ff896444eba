/** What a marketplace is set to, from what was asked. Pure; throws refusals. */
import type { marketplaceCreate, marketplacePatch } from '@skerry/contract';
import {
  type Credentials,
  goesElsewhere,
  isAdministrator,
  type Marketplace,
  marketplaceProblems,
  marketplaceTable,
  type Subject,
} from '@skerry/domain';
import { invalidField, RequestError } from '@skerry/api/errors';
import type { z } from 'zod';

type Create = z.output<typeof marketplaceCreate>;
type Patch = z.output<typeof marketplacePatch>;
export type Settings = Pick<Marketplace, 'type' | 'url' | 'credentials' | 'insecure' | 'mirrors' | 'allowedAddresses'>;

export function newSettings(body: Create, caller: Subject): Settings {
  const {
    type,
    url = marketplaceTable[type].url,
    user,
    password,
    insecure,
    mirrors = [],
    allowedAddresses = [],
  } = body;
  if (url === undefined)
    throw invalidField('url', `There is no public ${marketplaceTable[type].word}: give its address.`);
  if (allowedAddresses.length > 0) mayAllow(caller);
  return sound({
    type,
    url: new URL(url).href,
    ...credentialsOf(user, password),
    ...(insecure ? { insecure } : {}),
    ...(mirrors.length === 0 ? {} : { mirrors }),
    ...(allowedAddresses.length === 0 ? {} : { allowedAddresses }),
  });
}

/** Its common fields are changed already; whether it goes elsewhere is seen from what it is. */
export function changedSettings(before: Marketplace, body: Patch, caller: Subject): Marketplace {
  const { credentials: held, insecure: plain, mirrors: through, allowedAddresses: inner, ...rest } = before;
  const { mirrors = through ?? [], allowedAddresses = inner ?? [], insecure = plain === true } = body;
  if (body.allowedAddresses !== undefined) mayAllow(caller);
  const url = body.url === undefined ? before.url : new URL(body.url).href;
  const after = { url, ...(insecure ? { insecure: true as const } : {}) };
  const elsewhere = goesElsewhere(before, after);
  if ((elsewhere || body.mirrors !== undefined) && allowedAddresses.length > 0 && !isAdministrator(caller)) {
    throw new RequestError(
      'forbidden',
      'It may reach inner addresses: only an administrator may change where it goes.',
      {
        field: elsewhere ? 'url' : 'mirrors',
      },
    );
  }
  const user = body.user === undefined ? held?.user : (body.user ?? undefined);
  const isSame = !elsewhere && user === held?.user;
  if (user !== undefined && held !== undefined && body.password === undefined && !isSame) {
    throw invalidField('password', 'Give the password again: the one that is here was for another address or user.');
  }
  return {
    ...rest,
    ...sound({
      type: before.type,
      ...after,
      ...credentialsOf(user, body.password ?? (user === undefined ? undefined : held?.password)),
      ...(mirrors.length === 0 ? {} : { mirrors }),
      ...(allowedAddresses.length === 0 ? {} : { allowedAddresses }),
    }),
  };
}

function credentialsOf(user: string | undefined, password: string | undefined): { credentials?: Credentials } {
  if (user === undefined && password === undefined) return {};
  if (user === undefined || password === undefined) {
    throw invalidField(user === undefined ? 'user' : 'password', 'To log in there, give a user and a password.');
  }
  return { credentials: { user, password } };
}

function sound(settings: Settings): Settings {
  const errors = marketplaceProblems(settings);
  const [first] = errors;
  if (first === undefined) return settings;
  throw new RequestError('invalid-request', first.message, { field: first.field, errors });
}

function mayAllow(caller: Subject): void {
  if (isAdministrator(caller)) return;
  throw new RequestError('forbidden', 'Only an administrator may let a marketplace reach inner addresses.', {
    field: 'allowedAddresses',
  });
}
