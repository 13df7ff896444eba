import { SaxesParser } from 'saxes';
import { metadataNamespace } from './domain-xml.ts';

/** Directory of the guest, out of what `virsh dumpxml` prints; undefined when the domain does not say. */
export function directoryOf(definition: string): string | undefined {
  let directory: string | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    if (tag.uri === metadataNamespace && tag.local === 'guest') directory = tag.attributes['directory']?.value;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(definition).close();
  return directory;
}
