import type { Cloud, InstanceTextCache, ShownText } from '../cloud.ts';
import { etagOf } from '../http/etag.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { instanceView } from './instance-view.ts';

interface Kept {
  /** JSON before and after the number of `lastHeardSeconds`. As bytes: a page of a hundred is put together, not encoded. */
  readonly head: Buffer;
  readonly tail: Buffer;
  /** Made when it is first asked for: lists need none. */
  etag: string | undefined;
}

/** Bytes in each of two generations. Larger: memory. Smaller: pages over many instances make each view anew. */
const mostBytes = 24 * 1024 * 1024;
const heardField = ',"lastHeardSeconds":';

/**
 * Views of instances as JSON, made once for each change of an instance. A record of the model never changes, a change
 * makes another one; so its text stays right for as long as the record is asked for. What changes with time alone is
 * put in each time. Nothing is kept while its cluster or its host is cut: then the reason tells for how long.
 */
export class InstanceTexts implements InstanceTextCache {
  #young = new Map<VisibleInstance, Kept>();
  #old = new Map<VisibleInstance, Kept>();
  #bytes = 0;

  of(instance: VisibleInstance, cloud: Cloud): Buffer {
    if (!isHeard(instance, cloud)) return Buffer.from(JSON.stringify(instanceView(instance, cloud)));
    return withHeard(this.#kept(instance, cloud), instance, cloud);
  }

  tagged(instance: VisibleInstance, cloud: Cloud): ShownText {
    if (!isHeard(instance, cloud)) {
      const view = instanceView(instance, cloud);
      return { text: Buffer.from(JSON.stringify(view)), etag: etagOf('instance', instance, view) };
    }
    const kept = this.#kept(instance, cloud);
    kept.etag ??= etagOf('instance', instance, instanceView(instance, cloud));
    return { text: withHeard(kept, instance, cloud), etag: kept.etag };
  }

  #kept(instance: VisibleInstance, cloud: Cloud): Kept {
    const young = this.#young.get(instance);
    if (young !== undefined) return young;
    const kept = this.#old.get(instance) ?? make(instance, cloud);
    this.#bytes += kept.head.length + kept.tail.length;
    if (this.#bytes > mostBytes) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#bytes = 0;
    }
    this.#young.set(instance, kept);
    return kept;
  }
}

function isHeard({ clusterId, hostId }: VisibleInstance, { links, model }: Cloud): boolean {
  if (links.stateOf(clusterId) !== 'online') return false;
  return hostId === undefined || model.hostStatus.get(hostId)?.connected !== false;
}

function make(instance: VisibleInstance, cloud: Cloud): Kept {
  const text = JSON.stringify({ ...instanceView(instance, cloud), lastHeardSeconds: null });
  // The last one is ours: what users wrote comes before it, and after it stand only sentences.
  const at = text.lastIndexOf(`${heardField}null`) + heardField.length;
  return { head: Buffer.from(text.slice(0, at)), tail: Buffer.from(text.slice(at + 'null'.length)), etag: undefined };
}

function withHeard({ head, tail }: Kept, { clusterId }: VisibleInstance, { links }: Cloud): Buffer {
  const heard = JSON.stringify(links.lastHeardSeconds(clusterId));
  const whole = Buffer.allocUnsafe(head.length + heard.length + tail.length);
  whole.set(head);
  whole.write(heard, head.length, 'latin1');
  whole.set(tail, head.length + heard.length);
  return whole;
}
