import type { ObjectMeta } from '../object/meta.ts';

/** Group 0 holds the administrators, group 1 everybody else. */
export type Group = ObjectMeta;
export const usersGroupId = 1;
