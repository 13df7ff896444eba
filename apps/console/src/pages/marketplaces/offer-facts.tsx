import type { Answer } from '@skerry/sdk';
import { bytes, mebibytes } from '../../format/units.ts';
import { number } from '../../format/number.ts';
import { useText } from '../../i18n/i18n.ts';
import { Facts } from '../../ui/facts.tsx';

type Offer = Answer<'marketplace.offer'>;

/** What would be imported. All of it was written by strangers, and is text alone. */
export function OfferFacts({ offer }: { readonly offer: Offer }) {
  const t = useText();
  const { version, pinned, digest, format, kinds, files, sizeBytes, minimum, application } = offer;
  const needs = [
    minimum.diskBytes === undefined ? undefined : `${t('objects.fields.disk')} ${bytes(minimum.diskBytes)}`,
    minimum.memoryMiB === undefined ? undefined : `${t('objects.fields.memory')} ${mebibytes(minimum.memoryMiB)}`,
    minimum.cpus === undefined ? undefined : `${t('objects.fields.cpus')} ${minimum.cpus}`,
  ].filter((part) => part !== undefined);
  const code = (text: string) => (text === '' ? undefined : <code>{text}</code>);
  return (
    <Facts
      rows={[
        [t('marketplaces.version'), version],
        [t('marketplaces.kinds'), kinds.map((kind) => t(`objects.kinds.${kind}`)).join(', ')],
        [t('marketplaces.format'), format],
        [t('marketplaces.size'), sizeBytes === undefined ? t('marketplaces.unknownSize') : bytes(sizeBytes)],
        [t('marketplaces.files'), number(files)],
        [t('marketplaces.needs'), needs.length === 0 ? undefined : needs.join(', ')],
        [t('marketplaces.digest'), digest === undefined ? t('marketplaces.noDigest') : code(digest)],
        [t('marketplaces.pinned'), code(pinned)],
        ...(application === undefined
          ? []
          : ([
              [t('marketplaces.starts'), code([...application.entrypoint, ...application.command].join(' '))],
              [t('marketplaces.startsAs'), application.user],
              [t('marketplaces.startsIn'), code(application.workingDirectory)],
              [
                t('marketplaces.ports'),
                application.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ') || undefined,
              ],
              [t('marketplaces.volumes'), code(application.volumes.join(' '))],
              [t('marketplaces.environment'), code(application.environment.join(' '))],
            ] as const)),
      ]}
    />
  );
}
