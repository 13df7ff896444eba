import { command, commandListQuery } from '../command.ts';
import { idParams, page } from '../object.ts';
import { type Route } from '../route.ts';

export const commandRoutes = {
  'command.list': {
    method: 'get',
    path: '/v1/commands',
    summary: 'What was asked of clusters, newest first: your own, and of everybody for administrators',
    right: 'log-in',
    success: 200,
    query: commandListQuery,
    response: page(command),
  },
  'command.cancel': {
    method: 'delete',
    path: '/v1/commands/:id',
    summary: 'Take back a command that its cluster has not answered; the cluster has the last word',
    right: 'log-in',
    success: 202,
    params: idParams,
    response: command,
  },
  'command.get': {
    method: 'get',
    path: '/v1/commands/:id',
    summary: 'What became of a command',
    right: 'log-in',
    success: 200,
    params: idParams,
    response: command,
  },
} as const satisfies Record<string, Route>;
