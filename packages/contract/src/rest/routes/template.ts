import { listQueryOf } from '../list-query.ts';
import { template, templateCreate, templatePatch } from '../template.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const templateRoutes = {
  'template.list': list('templates', template, listQueryOf('template')),
  'template.get': get('templates', template),
  'template.create': create('templates', templateCreate, template, 'log-in'),
  'template.patch': patch('templates', templatePatch, template),
  'template.delete': { ...remove('templates'), right: 'manage' },
  'template.explain': explain('templates'),
} as const satisfies Record<string, Route>;
