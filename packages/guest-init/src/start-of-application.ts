import type { ApplicationStart } from '@skerry/domain';
import type { GuestStart } from './start-file.ts';

/** How an application is started, in whatever runs it. What it prints is written line by line, each with its time. */
export function startOfApplication(application: ApplicationStart): GuestStart {
  const { entrypoint, command, environment, workingDirectory, user, stopSignal } = application;
  return {
    args: [...entrypoint, ...command],
    log: 'lines',
    environment,
    workingDirectory,
    ...(user === undefined ? {} : { user }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
  };
}
