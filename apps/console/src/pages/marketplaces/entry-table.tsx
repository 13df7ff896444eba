import { bytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import stacked from '../../ui/stacked.module.css';
import related from '../catalogue/related.module.css';
import styles from './browse.module.css';
import { EntryLink } from './entry-link.tsx';
import type { Entry } from './use-entries.ts';

interface EntriesProps {
  readonly id: number;
  readonly entries: readonly Entry[];
}

export function EntryTable({ id, entries }: EntriesProps) {
  const t = useText();
  const heads = ['name', 'version', 'kinds', 'architecture', 'size', 'description'] as const;
  const cellsOf = (entry: Entry) =>
    ({
      name: (
        <EntryLink id={id} reference={entry.reference}>
          {entry.name}
        </EntryLink>
      ),
      version: entry.version,
      kinds: entry.kinds.map((kind) => t(`objects.kinds.${kind}`)).join(', '),
      architecture: entry.architectures.join(', '),
      size: entry.sizeBytes === undefined ? undefined : bytes(entry.sizeBytes),
      description: entry.description,
    }) as const;
  return (
    <div className={related['scroller']} tabIndex={0} role="region" aria-label={t('marketplaces.entries')}>
      <table role="table" className={`${related['table']} ${stacked['table']} ${styles['table']}`}>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map((head) => (
              <th key={head} scope="col" role="columnheader">
                {t(`marketplaces.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {entries.map((entry) => {
            const cells = cellsOf(entry);
            return (
              <tr key={entry.reference} role="row">
                {heads.map((head) => (
                  <td key={head} role="cell" data-label={t(`marketplaces.${head}`)}>
                    {cells[head]}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
