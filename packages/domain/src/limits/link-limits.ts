import { placeOf } from '../network/place.ts';
import type { Limits } from './limits.ts';

/** What bounds the port of links, of the front-end as of each controller. */
export const linkConnectionLimits = (limits: Limits) => ({
  all: limits['link-connections'],
  each: limits['link-connections-address'],
  reservePercent: limits['reserve-percent'],
  settleMs: limits['link-settle-seconds'] * 1000,
  placeOf,
});
