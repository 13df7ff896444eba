import { z } from 'zod';
import { id, timestamp } from './object.ts';

/** Which site's console this is, and whether the front-end can be reached. */
export const siteStatus = z
  .object({
    clusterId: id,
    name: z.string(),
    link: z.enum(['online', 'cut']).describe('The link to the front-end.'),
    since: timestamp.describe('When the link came up, or was cut.'),
    sentence: z.string().describe('What this means for who is here.'),
  })
  .meta({ id: 'SiteStatus' });
