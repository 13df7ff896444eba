import { z } from 'zod';

/** The value of `/link/<cluster>`: when it was heard last, and how its link was left. */
export const linkRecord = z.object({ at: z.iso.datetime(), state: z.enum(['online', 'cut', 'waiting']) });
