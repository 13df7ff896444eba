import { image, imageCreate } from '../image.ts';
import { listQueryOf } from '../list-query.ts';
import { idParams, metaPatch } from '../object.ts';
import { create, explain, get, list, patch, remove, type Route } from '../route.ts';

export const imageRoutes = {
  'image.list': list('images', image, listQueryOf('image')),
  'image.get': get('images', image),
  'image.create': create('images', imageCreate, image, 'log-in'),
  'image.patch': patch('images', metaPatch, image),
  'image.delete': remove('images'),
  'image.explain': explain('images'),
  'image.retry': {
    method: 'post',
    path: '/v1/images/:id/retry',
    summary: 'Try the import of an image again',
    right: 'manage',
    success: 202,
    params: idParams,
    response: image,
  },
} as const satisfies Record<string, Route>;
