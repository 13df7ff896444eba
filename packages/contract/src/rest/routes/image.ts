import { image, imageCreate } from '../image.ts';
import { listQueryOf } from '../list-query.ts';
import { metaPatch } from '../object.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const imageRoutes = {
  'image.list': list('images', image, listQueryOf('image')),
  'image.get': get('images', image),
  'image.create': create('images', imageCreate, image),
  'image.patch': patch('images', metaPatch, image),
  'image.delete': remove('images'),
  'image.explain': explain('images'),
} as const satisfies Record<string, Route>;
