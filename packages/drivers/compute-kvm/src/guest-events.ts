import { type LineWatch, watchLines } from '@skerry/host-os';
import { type Log, Retries } from '@skerry/kit';
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
  const retries = new Retries({ stableMs: healthyMs });
  let watch: LineWatch | undefined;
  let timer: NodeJS.Timeout | undefined;

  const begin = () => {
    retries.worked();
    watch = watchLines('virsh', ['--quiet', '--connect', options.uri, 'event', '--all', '--loop'], {
      onLine(line) {
        const name = /^event '[^']+' for domain '([^']+)'/.exec(line)?.[1];
        const instanceId = name === undefined ? undefined : instanceOf(options.namePrefix, name);
        if (instanceId !== undefined) options.onChange(instanceId);
      },
      onEnd(reason) {
        const againMs = retries.failed();
        options.log.warn({ reason, failures: retries.failures }, 'the watch over guest events ended; it is restarted');
        timer = setTimeout(again, againMs);
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
