import { useState } from 'react';
import type { Samples } from '../api/kinds.ts';
import { moment } from '../format/time.ts';
import { useText } from '../i18n/i18n.ts';
import type { Field } from './chart-data.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import styles from './graphs.module.css';

interface SampleTableProps {
  readonly samples: Samples;
  readonly plans: readonly {
    readonly id: 'cpu' | 'memory' | 'disk' | 'network';
    readonly fields: readonly Field[];
    readonly names: readonly ('used' | 'onHost' | 'read' | 'written' | 'received' | 'sent')[];
    readonly format: (value: number) => string;
  }[];
}

/** What the graphs show, for who cannot see them, and to copy. Newest first; drawn only when it is open. */
export function SampleTable({ samples, plans }: SampleTableProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const columns = plans.flatMap(({ id, fields, names, format }) =>
    fields.map((field, i) => {
      const name = names[i];
      const series = name === undefined || name === 'used' ? '' : ` ${t(`graphs.${name}`)}`;
      return { field, format, title: `${t(`graphs.${id}`)}${series}` };
    }),
  );
  return (
    <Disclosure label={t('graphs.table')} onOpen={setOpen}>
      {isOpen ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable with the keyboard
        <div className={styles['scroll']} tabIndex={0} role="region" aria-label={t('graphs.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('graphs.time')}</th>
                {columns.map(({ title }) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {samples.points.toReversed().map((point) => (
                <tr key={point.at}>
                  <th scope="row">{moment(point.at)}</th>
                  {columns.map(({ title, field, format }) => {
                    const value = point[field];
                    return <td key={title}>{value === undefined ? '' : format(value)}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </Disclosure>
  );
}
