/** What a route is, and the shapes that are the same for every kind of object. */
import { z } from 'zod';
import { instance, samples, samplesQuery } from './instance.ts';
import { explanation, idParams, page } from './object.ts';

export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  /** Right on the object named in the path; `log-in`: any user; `administrator`; `public`: nobody need log in. */
  readonly right: 'use' | 'manage' | 'admin' | 'log-in' | 'administrator' | 'public';
  readonly success: 200 | 201 | 202 | 204;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response?: z.ZodType;
}

export const list = <T extends z.ZodType, Q extends z.ZodObject>(noun: string, item: T, query: Q) =>
  ({
    method: 'get',
    path: `/v1/${noun}`,
    summary: `List ${noun}`,
    right: 'log-in',
    success: 200,
    query,
    response: page(item),
  }) as const;
export const get = <T extends z.ZodType>(noun: string, item: T) =>
  ({
    method: 'get',
    path: `/v1/${noun}/:id`,
    summary: `Read one of the ${noun}`,
    right: 'use',
    success: 200,
    params: idParams,
    response: item,
  }) as const;
export const create = <B extends z.ZodType, T extends z.ZodType>(
  noun: string,
  body: B,
  item: T,
  right: Route['right'] = 'administrator',
) =>
  ({
    method: 'post',
    path: `/v1/${noun}`,
    summary: `Create one of the ${noun}`,
    right,
    success: 201,
    body,
    response: item,
  }) as const;
export const patch = <B extends z.ZodType, T extends z.ZodType>(noun: string, body: B, item: T) =>
  ({
    method: 'patch',
    path: `/v1/${noun}/:id`,
    summary: `Change one of the ${noun}`,
    right: 'manage',
    success: 200,
    params: idParams,
    body,
    response: item,
  }) as const;
export const remove = (noun: string) =>
  ({
    method: 'delete',
    path: `/v1/${noun}/:id`,
    summary: `Delete one of the ${noun}`,
    right: 'admin',
    success: 204,
    params: idParams,
  }) as const;
export const explain = (noun: string) =>
  ({
    method: 'get',
    path: `/v1/${noun}/:id/explain`,
    summary: `Why is it so? (${noun})`,
    right: 'use',
    success: 200,
    params: idParams,
    response: explanation,
  }) as const;
export const samplesOf = (noun: string, one: string) =>
  ({
    method: 'get',
    path: `/v1/${noun}/:id/samples`,
    summary: `CPU, memory, disk and network of ${one}`,
    right: 'use',
    success: 200,
    params: idParams,
    query: samplesQuery,
    response: samples,
  }) as const;
export const act = <B extends z.ZodType>(verb: string, body: B) =>
  ({
    method: 'post',
    path: `/v1/instances/:id/${verb}`,
    summary: `${verb} an instance`,
    right: 'manage',
    success: 202,
    params: idParams,
    body,
    response: instance,
  }) as const;
