import { streamRoutes } from '@skerry/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import { perform } from '../requests/perform.ts';
import type { OpenedUpload } from '../requests/stream.ts';
import { requestOf } from './rest.ts';
import { senderOf } from './sender.ts';
import type { ServerParts } from './server-parts.ts';

/**
 * Carries pieces of uploads: the body of a PUT is the bytes as they are, `Upload-Offset` says where the first one goes,
 * and the answer, as that of a HEAD, says where the next one goes. What came before a piece broke off is kept.
 */
export function registerUploads(app: FastifyInstance, parts: ServerParts): void {
  const { cloud, connections } = parts;
  const url = streamRoutes.upload.path;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // As it comes: nobody holds a piece in memory.
    scope.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
    scope.route({
      method: 'HEAD',
      url,
      handler: async (request, reply) => answer(reply, await (await opened(request)).state()).send(),
    });
    scope.route({
      method: 'PUT',
      url,
      bodyLimit: cloud.limits['upload-bytes'],
      handler: async (request, reply) => {
        const upload = await opened(request);
        const offset = offsetIn(request);
        const body = request.body as AsyncIterable<Buffer> | undefined;
        if (body === undefined) throw new RequestError('invalid-request', 'Send the bytes of the piece.');
        const state = await upload.take({ offset, content: body });
        return answer(reply, state).send(state);
      },
    });
  });

  async function opened(request: FastifyRequest): Promise<OpenedUpload> {
    const caller = senderOf(request, cloud);
    connections.isOf(caller.userId, request.raw);
    const outcome = await perform('upload', { ...requestOf(request, caller, cloud), body: undefined }, parts);
    if (outcome.outcome === 'refused') throw outcome.error;
    return outcome.stream;
  }
}

const answer = (reply: FastifyReply, { bytes, of }: { readonly bytes: number; readonly of: number }): FastifyReply =>
  reply.headers({ 'Upload-Offset': String(bytes), 'Upload-Length': String(of), 'Cache-Control': 'no-store' });

function offsetIn({ headers }: FastifyRequest): number {
  const given = headers['upload-offset'];
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new RequestError('invalid-request', 'The header Upload-Offset says where the first byte goes; send it.', {
    hint: 'HEAD on the same path answers it.',
  });
}
