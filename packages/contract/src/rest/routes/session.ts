import { idParams, page } from '../object.ts';
import { logIn, session, sessionEntry } from '../session.ts';
import { user } from '../user.ts';
import { type Route } from '../route.ts';

export const sessionRoutes = {
  'session.create': {
    method: 'post',
    path: '/v1/sessions',
    summary: 'Log in',
    right: 'public',
    success: 201,
    body: logIn,
    response: session,
  },
  'session.get': {
    method: 'get',
    path: '/v1/sessions/current',
    summary: 'Who am I?',
    right: 'log-in',
    success: 200,
    response: user,
  },
  'session.delete': {
    method: 'delete',
    path: '/v1/sessions/current',
    summary: 'Log out',
    right: 'log-in',
    success: 204,
  },
  'session.list': {
    method: 'get',
    path: '/v1/sessions',
    summary: 'My log-ins',
    right: 'log-in',
    success: 200,
    response: page(sessionEntry),
  },
  'session.revoke': {
    method: 'delete',
    path: '/v1/sessions/:id',
    summary: 'End one of my log-ins',
    right: 'log-in',
    success: 204,
    params: idParams,
  },
} as const satisfies Record<string, Route>;
