import type { routes } from '@skerry/contract';
import type { z } from 'zod';
import type { Kind } from '../catalogue/objects.ts';

/** Each kind as users see it: what its route `get` answers. */
export type View<K extends Kind> = z.input<(typeof routes)[`${K}.get`]['response']>;
