import { z } from 'zod';
import { consolePath } from '../console-stream.ts';
import { eventsQuery } from '../events.ts';
import { idParams } from '../object.ts';
import type { Route } from '../route.ts';
import { uploadPath } from '../upload-stream.ts';

/** A route whose answer does not end by itself: a stream that stays open. Each door carries it in its own way. */
export interface StreamRoute extends Pick<Route, 'path' | 'summary' | 'query' | 'body' | 'params'> {
  readonly method: 'get' | 'put';
  /** Of one that is about an object, its opener asks for the right on it, too. */
  readonly right: 'log-in' | 'public';
}

/** They stand beside the table of routes, because what they answer is no JSON. */
export const streamRoutes = {
  events: {
    method: 'get',
    path: '/v1/events',
    summary: 'Changes as they happen',
    right: 'log-in',
    query: eventsQuery,
  },
  console: {
    method: 'get',
    path: consolePath,
    summary: 'A console of an instance, as a WebSocket',
    // The ticket says who may, and is asked of whoever brings it.
    right: 'public',
    body: z.strictObject({ ticket: z.string() }),
  },
  upload: {
    method: 'put',
    path: uploadPath,
    summary: 'The content of an image that is uploaded, piece by piece',
    right: 'log-in',
    params: idParams,
  },
} as const satisfies Record<string, StreamRoute>;

export type StreamId = keyof typeof streamRoutes;
