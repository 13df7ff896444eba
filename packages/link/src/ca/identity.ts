import { linkError } from '../errors.ts';

export const roles = ['front-end', 'cluster', 'host'] as const;
export type Role = (typeof roles)[number];

/** Who a certificate speaks for: `skerry://<cloud-id>/<role>/<id>`, its only URI name. */
export interface Identity {
  readonly cloudId: string;
  readonly role: Role;
  readonly id: string;
}

const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const isRole = (value: unknown): value is Role => roles.some((role) => role === value);

export function identityUri({ cloudId, role, id }: Identity): string {
  if (!PART.test(cloudId) || !PART.test(id) || !isRole(role)) {
    throw linkError('link-certificate', 'An id has 1 to 64 letters, digits, dots, dashes and underscores.', {
      id,
      role,
    });
  }
  return `skerry://${cloudId}/${role}/${id}`;
}

export function parseIdentityUri(uri: string): Identity | undefined {
  const [scheme, empty, cloudId = '', role, id = '', ...rest] = uri.split('/');
  if (scheme !== 'skerry:' || empty !== '' || rest.length > 0 || !isRole(role)) return undefined;
  return PART.test(cloudId) && PART.test(id) ? { cloudId, role, id } : undefined;
}

/** The identity in a certificate's alternative names, in the form Node gives them ("URI:skerry://..., DNS:..."). */
export function identityOfSubjectAltName(names: string | undefined): Identity | undefined {
  const uris = (names ?? '').split(', ').filter((name) => name.startsWith('URI:'));
  return uris.length === 1 ? parseIdentityUri(uris[0]!.slice('URI:'.length)) : undefined;
}
