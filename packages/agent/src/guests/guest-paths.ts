import { join } from 'node:path';

export const guestDirectory = (dataDirectory: string, instanceId: number) =>
  join(dataDirectory, 'guests', String(instanceId));
export const contextDirectory = (dataDirectory: string, instanceId: number) =>
  join(guestDirectory(dataDirectory, instanceId), 'context');
