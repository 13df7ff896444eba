import { auditQuery, auditRecord } from '../audit.ts';
import { page } from '../object.ts';
import { type Route } from '../route.ts';

export const auditRoutes = {
  'audit.list': {
    method: 'get',
    path: '/v1/audit',
    summary: 'Who did what',
    right: 'administrator',
    success: 200,
    query: auditQuery,
    response: page(auditRecord),
  },
} as const satisfies Record<string, Route>;
