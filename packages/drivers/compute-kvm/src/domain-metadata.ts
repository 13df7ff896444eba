import { SaxesParser } from 'saxes';
import { metadataNamespace } from './domain-xml.ts';

/** What our own words in a definition say, as `virsh dumpxml` prints it. */
export interface GuestMetadata {
  /** `GuestPlan.directory`. */
  readonly directory: string;
  /** What its first program, which is ours, starts; absent: it starts from its disk. */
  readonly starts?: string;
}

/** Undefined when the domain does not say. */
export function metadataOf(definition: string): GuestMetadata | undefined {
  let found: GuestMetadata | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    if (tag.uri !== metadataNamespace || tag.local !== 'guest') return;
    const { directory, starts } = tag.attributes;
    if (directory !== undefined) {
      found = { directory: directory.value, ...(starts === undefined ? {} : { starts: starts.value }) };
    }
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(definition).close();
  return found;
}
