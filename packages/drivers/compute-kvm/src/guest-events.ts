import { type LineWatch, watchLines } from '@skerry/host-os';
import { backoff, type Log } from '@skerry/kit';
import { instanceOf } from './domain-name.ts';

export interface GuestEvents {
  stop(): void;
}

/** A watch that lived this long was healthy: its end starts the delays anew. */
const healthyMs = 10_000;

/**
 * Follows `virsh event` and names the guests that changed. It is restarted when it ends, as it does with libvirtd;
 * `onGap` is called then, because events may have been missed meanwhile.
 */
export function followGuestEvents(options: {
  readonly uri: string;
  readonly namePrefix: string;
  readonly log: Log;
  readonly onChange: (instanceId: number) => void;
  readonly onGap: () => Promise<void>;
}): GuestEvents {
  let stopped = false;
  let failures = 0;
  let watch: LineWatch | undefined;
  let timer: NodeJS.Timeout | undefined;

  const begin = () => {
    const began = performance.now();
    watch = watchLines('virsh', ['--quiet', '--connect', options.uri, 'event', '--all', '--loop'], {
      onLine(line) {
        const name = /^event '[^']+' for domain '([^']+)'/.exec(line)?.[1];
        const instanceId = name === undefined ? undefined : instanceOf(options.namePrefix, name);
        if (instanceId !== undefined) options.onChange(instanceId);
      },
      onEnd(reason) {
        failures = performance.now() - began > healthyMs ? 1 : failures + 1;
        options.log.warn({ reason, failures }, 'the watch over guest events ended; it is restarted');
        timer = setTimeout(again, backoff(failures));
      },
    });
  };
  const again = () => {
    options
      .onGap()
      .catch((error: unknown) => options.log.warn({ error: String(error) }, 'guests could not be listed'))
      .finally(() => {
        if (!stopped) begin();
      });
  };
  begin();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      watch?.stop();
    },
  };
}
