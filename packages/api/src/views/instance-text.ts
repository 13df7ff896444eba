import type { Cloud, InstanceTextCache, ShownText } from '../cloud.ts';
import { etagOf } from '../requests/etag.ts';
import type { VisibleInstance } from '../instances/visible.ts';
import { instanceView } from './instance-view.ts';

interface Kept {
  /** JSON before and after the number of `lastHeardSeconds`. */
  readonly head: string;
  readonly tail: string;
  /** Made when it is first asked for: lists need none. */
  etag: string | undefined;
}

/** Characters in each of two generations. Larger: memory. Smaller: pages over many instances make each view anew. */
const mostCharacters = 24 * 1024 * 1024;
const heardField = ',"lastHeardSeconds":';

/**
 * Views of instances as JSON, made once for each change of an instance. A record of the model never changes, a change
 * makes another one; so its text stays right for as long as the record is asked for. What changes with time alone is
 * put in each time. Nothing is kept while its cluster or its host is cut: then the reason tells for how long.
 */
export class InstanceTexts implements InstanceTextCache {
  #young = new Map<VisibleInstance, Kept>();
  #old = new Map<VisibleInstance, Kept>();
  #characters = 0;

  of(instance: VisibleInstance, cloud: Cloud): string {
    if (!isHeard(instance, cloud)) return JSON.stringify(instanceView(instance, cloud));
    return withHeard(this.#kept(instance, cloud), instance, cloud);
  }

  tagged(instance: VisibleInstance, cloud: Cloud): ShownText {
    if (!isHeard(instance, cloud)) {
      const view = instanceView(instance, cloud);
      return { text: JSON.stringify(view), etag: etagOf('instance', instance, view) };
    }
    const kept = this.#kept(instance, cloud);
    kept.etag ??= etagOf('instance', instance, instanceView(instance, cloud));
    return { text: withHeard(kept, instance, cloud), etag: kept.etag };
  }

  #kept(instance: VisibleInstance, cloud: Cloud): Kept {
    const young = this.#young.get(instance);
    if (young !== undefined) return young;
    const kept = this.#old.get(instance) ?? make(instance, cloud);
    this.#characters += kept.head.length + kept.tail.length;
    if (this.#characters > mostCharacters) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#characters = 0;
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
  return { head: text.slice(0, at), tail: text.slice(at + 'null'.length), etag: undefined };
}

const withHeard = ({ head, tail }: Kept, { clusterId }: VisibleInstance, { links }: Cloud): string =>
  `${head}${JSON.stringify(links.lastHeardSeconds(clusterId))}${tail}`;
