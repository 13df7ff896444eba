/**
 * The ports of one instance on its host: what to do next, by themselves. See SPEC.md in this folder. Who wishes is the
 * guest (`instance/wishes.ts`); whether it runs is not asked here, and a port changes without it.
 */
import type { StepName } from '../instance/instance.ts';

/**
 * `connected`: each is there as the intent wants it. `followed`: what is there is as wanted, and nothing new is made.
 * `absent`: none is there. `left`: nothing is looked at and nothing done.
 */
export const portWishes = ['connected', 'followed', 'absent', 'left'] as const;
export type PortWish = (typeof portWishes)[number];

/**
 * `current`: each port is there as the intent wants it: address, name, and what it may send. `stale`: one is there that is
 * not so. `none`: nothing of the instance is on any network.
 */
export const portsFound = ['none', 'stale', 'current'] as const;
export type PortsFound = (typeof portsFound)[number];

/** What was looked at for a wish: all that decides, and nothing that only stands for something. */
export type PortsSeen =
  | { readonly wish: 'connected'; readonly current: boolean }
  | { readonly wish: 'followed'; readonly found: PortsFound }
  | { readonly wish: 'absent'; readonly any: boolean }
  | { readonly wish: 'left' };

export type PortStep = Extract<StepName, 'connect-network' | 'disconnect-network'>;

/** Undefined: all is as wished. Every step may be repeated without harm. */
export function decidePorts(seen: PortsSeen): PortStep | undefined {
  switch (seen.wish) {
    case 'connected':
      return seen.current ? undefined : 'connect-network';
    case 'followed':
      return seen.found === 'stale' ? 'connect-network' : undefined;
    case 'absent':
      return seen.any ? 'disconnect-network' : undefined;
    case 'left':
      return undefined;
  }
}

/** What a guest asks of them before it starts. */
export const areConnected = (seen: PortsSeen): boolean => seen.wish === 'connected' && seen.current;

/** What the disks of an instance ask of them before they go. */
export const arePortsGone = (seen: PortsSeen): boolean => seen.wish === 'absent' && !seen.any;
