import { type Route, type RouteId, routes } from '@skerry/contract';
import { toFailure } from '@skerry/kit';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import { admitKnown, handle } from './rest.ts';
import { asOurs, problemOf } from './problem.ts';
import { answerExpectations, refuseConnection } from './raw-refusals.ts';
import { acceptJson } from './json-body.ts';
import { countRequest } from './metrics.ts';
import { retryAfterOf } from './retry-after.ts';
import { registerPages } from './pages.ts';
import { isForConsole, registerConsoles } from './console-door.ts';
import { registerEvents } from './event-door.ts';
import type { ServerParts } from './server-parts.ts';
import { registerUploads } from './upload-door.ts';

/** The HTTP side: every route of the contract, and every error as RFC 9457. It does not listen yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { log, limits } = parts.cloud;
  const headersTimeout = Math.min(limits['header-seconds'] * 1000, parts.requestTimeoutMs);
  const app = fastify({
    bodyLimit: limits['request-bytes'],
    logger: false,
    genReqId: () => crypto.randomUUID(),
    requestIdHeader: false,
    // A slow or silent client must not hold a socket for ever; see also `Connections`.
    requestTimeout: parts.requestTimeoutMs,
    // Without the requirement it is our own problem that says what is missing.
    http: {
      headersTimeout,
      // Who is late is found at the next of these looks.
      connectionsCheckingInterval: Math.min(5_000, headersTimeout / 2, parts.requestTimeoutMs / 4),
      requireHostHeader: false,
      shouldUpgradeCallback: isForConsole,
    },
    forceCloseConnections: true,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    clientErrorHandler: (error, socket) =>
      parts.connections.wasAnswered(socket) ? void socket.destroy() : refuseConnection(error, socket),
  });
  acceptJson(app);
  answerExpectations(app.server);
  parts.connections.watch(app.server);

  const sendProblem = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const error = asOurs(thrown);
    const problem = problemOf(error, request.id);
    if (toFailure(error).kind === 'bug') log.error({ err: error, requestId: request.id }, 'a request failed');
    const retryAfter = retryAfterOf(error, parts.cloud.clock.now());
    if (retryAfter !== undefined) void reply.header('Retry-After', String(retryAfter));
    if (error instanceof RequestError && error.details.allow !== undefined) {
      void reply.header('Allow', error.details.allow);
    }
    if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply
      .code(problem.status)
      .header('X-Request-Id', request.id)
      .header('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  };
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler(async (request, reply) => {
    if (await parts.consoleFiles.answer(request, reply)) return reply;
    const path = request.url.split('?', 1)[0] as string;
    const allow = allowedMethods(path);
    const error =
      allow.length === 0
        ? new RequestError('no-such-route', 'There is nothing at this path.')
        : new RequestError('method-not-allowed', `${request.method} is not possible here.`, {
            allow: allow.join(', '),
          });
    sendProblem(error, request, reply);
    return reply;
  });
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new RequestError('bad-http', 'The header Host is missing.');
    }
    parts.cloud.hostNames.check(request.headers.host);
    void reply.headers({
      'X-Request-Id': request.id,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    await parts.ready?.();
  });
  app.addHook('onResponse', async (request, reply) => {
    countRequest(
      parts.metrics,
      request.method,
      request.routeOptions.url ?? 'none',
      reply.statusCode,
      reply.elapsedTime,
    );
    log.debug(
      { method: request.method, route: request.routeOptions.url, status: reply.statusCode, requestId: request.id },
      'answered',
    );
  });
  for (const [id, route] of Object.entries(routes) as [RouteId, Route][]) {
    const isPublic = route.right === 'public';
    app.route({
      method: route.method.toUpperCase(),
      url: route.path,
      ...(isPublic ? { bodyLimit: limits['log-in-bytes'] } : { onRequest: admitKnown(id, parts) }),
      handler: async (request, reply) => {
        await handle(id, parts, request, reply);
        return reply;
      },
    });
  }
  registerEvents(app, parts);
  registerConsoles(app, parts);
  registerUploads(app, parts);
  registerPages(app, parts);
  return app;
}

const patterns = (Object.values(routes) as Route[]).map(({ method, path }) => ({
  method: method.toUpperCase(),
  test: new RegExp(`^${path.replace(/:[a-z]+/g, '[^/]+')}$`),
}));

const allowedMethods = (path: string): string[] => {
  const methods = new Set(patterns.filter((p) => p.test.test(path)).map((p) => p.method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
};
