import { Badge, Text } from '@mantine/core';
import { bytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import styles from './browse.module.css';
import { EntryLink } from './entry-link.tsx';
import type { Entry } from './use-entries.ts';

interface EntriesProps {
  readonly id: number;
  readonly entries: readonly Entry[];
}

export function EntryCards({ id, entries }: EntriesProps) {
  const t = useText();
  return (
    <ul className={styles['cards']}>
      {entries.map(({ reference, name, description, kinds, version, sizeBytes, official }) => (
        <li key={reference} className={styles['card']}>
          <div className={styles['head']}>
            <EntryLink id={id} reference={reference} className={styles['name']}>
              {name}
            </EntryLink>
            {official === true ? (
              <Badge size="xs" variant="light">
                {t('marketplaces.official')}
              </Badge>
            ) : null}
          </div>
          <Text size="sm" c="dimmed" lineClamp={3}>
            {description ?? t('marketplaces.noDescription')}
          </Text>
          <Text size="xs" c="dimmed" className={styles['foot'] ?? ''}>
            {[
              version,
              sizeBytes === undefined ? undefined : bytes(sizeBytes),
              ...kinds.map((k) => t(`objects.kinds.${k}`)),
            ]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </Text>
        </li>
      ))}
    </ul>
  );
}
