import { datastore, datastoreCreate } from '../datastore.ts';
import { listQueryOf } from '../list-query.ts';
import { metaPatch } from '../object.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const datastoreRoutes = {
  'datastore.list': list('datastores', datastore, listQueryOf('datastore')),
  'datastore.get': get('datastores', datastore),
  'datastore.create': create('datastores', datastoreCreate, datastore),
  'datastore.patch': patch('datastores', metaPatch, datastore),
  'datastore.delete': remove('datastores'),
  'datastore.explain': explain('datastores'),
} as const satisfies Record<string, Route>;
