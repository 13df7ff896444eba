import type { FastifyRequest } from 'fastify';
import { authenticate } from '../auth/authenticate.ts';
import { isSameOrigin } from '../auth/same-origin.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../requests/call.ts';

/** Who sends this. Throws `unauthenticated` or `origin-refused`. */
export const senderOf = ({ headers, method }: FastifyRequest, cloud: Cloud): Caller =>
  authenticate(
    {
      authorization: headers.authorization,
      cookies: headers.cookie,
      mayUseCookies: () => method === 'GET' || method === 'HEAD' || isSameOrigin(headers),
    },
    cloud,
  );
