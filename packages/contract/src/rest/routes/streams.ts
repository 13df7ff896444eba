import { z } from 'zod';
import { consolePath } from '../console-stream.ts';
import { eventsQuery } from '../events.ts';
import type { Route } from '../route.ts';

/** A route whose answer does not end by itself: a stream that stays open. Each door carries it in its own way. */
export interface StreamRoute extends Pick<Route, 'path' | 'summary' | 'query' | 'body'> {
  readonly right: 'log-in' | 'public';
}

/** They stand beside the table of routes, because what they answer is no JSON. */
export const streamRoutes = {
  events: {
    path: '/v1/events',
    summary: 'Changes as they happen',
    right: 'log-in',
    query: eventsQuery,
  },
  console: {
    path: consolePath,
    summary: 'A console of an instance, as a WebSocket',
    // The ticket says who may, and is asked of whoever brings it.
    right: 'public',
    body: z.strictObject({ ticket: z.string() }),
  },
} as const satisfies Record<string, StreamRoute>;

export type StreamId = keyof typeof streamRoutes;
