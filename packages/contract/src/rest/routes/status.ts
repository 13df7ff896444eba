import { samplesQuery, useOfHosts } from '../instance.ts';
import { status } from '../status.ts';
import { type Route } from '../route.ts';

export const statusRoutes = {
  'status.get': {
    method: 'get',
    path: '/v1/status',
    summary: 'The cloud at a glance',
    right: 'log-in',
    success: 200,
    response: status,
  },
  'status.use': {
    method: 'get',
    path: '/v1/status/use',
    summary: 'What the hosts use together: processors, memory, disk and network over time',
    right: 'log-in',
    success: 200,
    query: samplesQuery,
    response: useOfHosts,
  },
} as const satisfies Record<string, Route>;
