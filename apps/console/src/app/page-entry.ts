import type { ComponentType } from 'react';
import type { IconProps } from '../icons/icon.tsx';
import type { Kind } from '../api/kinds.ts';
import type { PaletteDeeds } from './palette-deeds.ts';

/**
 * One page, as everything else knows it: the router, the navigation, the palette, the keys, the links to objects. A new
 * page is a folder `pages/<noun>/` with an `entry.ts` that exports such entries, and one line in `pages/registry.ts`.
 */
export interface PageEntry {
  /** A path of the router: `/instances/$id`. */
  readonly path: string;
  /** Loaded when somebody goes there; the component is the default export. */
  readonly load: () => Promise<{ default: ComponentType }>;
  /** What people call it. A function, so that it is asked in their language. */
  readonly title: () => string;
  readonly icon?: ComponentType<IconProps>;
  /** Its place in the navigation; absent: it is reached from another page. */
  readonly nav?: 'cloud' | 'catalogue' | 'people';
  /** `i`: the keys `g i` go there. */
  readonly key?: string;
  /** Listed in the palette as a page or as an action; what has a place in the navigation is a page anyway. */
  readonly palette?: 'page' | 'action';
  /** It shows an object of this kind: its path ends in `$id`, and links to such objects lead here. */
  readonly shows?: Kind;
  /** What the palette can do with what it shows: `stop web-1`. */
  readonly deeds?: PaletteDeeds<never>;
  /** Of no use to others. */
  readonly administratorsOnly?: boolean;
}
