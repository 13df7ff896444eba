import { join } from 'node:path';

/** One data directory of an agent, a controller or both (`--data`), and how its agent starts the names of things. */
export interface Site {
  readonly dataDirectory: string;
  readonly namePrefix: string;
  /** Data directory of the front-end of the same quickstart. */
  readonly frontEndDirectory?: string;
}

export const agentDirectory = (site: Pick<Site, 'dataDirectory'>): string => join(site.dataDirectory, 'agent');
export const controllerDirectory = (site: Pick<Site, 'dataDirectory'>): string =>
  join(site.dataDirectory, 'controller');
