import type { Answer } from '@skerry/sdk';
import type { ReactNode } from 'react';
import { pathOf } from '../../app/places.ts';
import { useText } from '../../i18n/i18n.ts';

import { State } from '../../ui/state.tsx';
import { To } from '../../ui/to.tsx';
import { When } from '../../ui/when.tsx';
import stacked from '../../ui/stacked.module.css';
import styles from './audit-table.module.css';

type AuditRecord = Answer<'audit.list'>['items'][number];

const tones = { done: 'good', accepted: 'busy', refused: 'warn', failed: 'bad' } as const;
const heads = ['at', 'user', 'action', 'object', 'outcome', 'from'] as const;

export function AuditTable({ records }: { readonly records: readonly AuditRecord[] }) {
  const t = useText();
  return (
    <div className={styles['panel']} tabIndex={0} role="region" aria-label={t('audit.title')}>
      <table role="table" className={`${styles['table']} ${stacked['table']}`}>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map((head) => (
              <th key={head} scope="col" role="columnheader">
                {t(`audit.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {records.map((record) => (
            <tr key={record.sequence} role="row">
              <td role="cell" data-label={t('audit.at')}>
                <When at={record.at} />
              </td>
              <Short label={t('audit.user')} className={styles['user']} whole={userOf(record, t)}>
                {userOf(record, t)}
              </Short>
              <Short
                label={t('audit.action')}
                className={styles['action']}
                whole={[record.action, record.detail].filter(Boolean).join(' ')}
              >
                <code>{record.action}</code>
                {record.detail === undefined ? null : <span className={styles['code']}>{record.detail}</span>}
              </Short>
              <Short label={t('audit.object')} className={styles['object']} whole={labelOf(record.object)}>
                <What object={record.object} />
              </Short>
              <td role="cell" data-label={t('audit.outcome')}>
                <State tone={tones[record.outcome]} label={t(`audit.outcomes.${record.outcome}`)} />
                {record.code === undefined ? null : <span className={styles['code']}>{record.code}</span>}
                {record.message === undefined ? null : <div className={styles['message']}>{record.message}</div>}
              </td>
              <td role="cell" data-label={t('audit.from')} title={`${t('audit.request')} ${record.requestId}`}>
                {record.address}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const userOf = ({ userName, count }: AuditRecord, t: ReturnType<typeof useText>): string =>
  userName ?? t(count === undefined ? 'audit.nobody' : 'audit.strangers');

/** A cell that gives way to the others; whole when it is pointed at. */
const Short = ({
  label,
  className,
  whole,
  children,
}: {
  label: string;
  className: string | undefined;
  whole: string;
  children: ReactNode;
}) => (
  <td role="cell" data-label={label} className={`${styles['short']} ${className ?? ''}`} title={whole}>
    {children}
  </td>
);

function labelOf(object: AuditRecord['object']): string {
  return object === null ? '' : `${object.kind} ${object.name ?? object.id ?? ''}`.trim();
}

function What({ object }: { readonly object: AuditRecord['object'] }) {
  if (object === null) return null;
  const path = object.id === undefined ? undefined : pathOf(object.kind, object.id);
  return path === undefined ? labelOf(object) : <To to={path}>{labelOf(object)}</To>;
}
