import type { Answer } from '@skerry/sdk';
import { pathOf } from '../../app/places.ts';
import { useText } from '../../i18n/i18n.ts';
import { Ago } from '../../ui/ago.tsx';
import { State } from '../../ui/state.tsx';
import { To } from '../../ui/to.tsx';
import styles from './audit-table.module.css';

type AuditRecord = Answer<'audit.list'>['items'][number];

const tones = { done: 'good', accepted: 'busy', refused: 'warn', failed: 'bad' } as const;
const heads = ['at', 'user', 'action', 'object', 'outcome', 'from'] as const;

export function AuditTable({ records }: { readonly records: readonly AuditRecord[] }) {
  const t = useText();
  return (
    <div className={styles['panel']} tabIndex={0} role="region" aria-label={t('audit.title')}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`audit.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.sequence}>
              <td>
                <Ago at={record.at} />
              </td>
              <td>{record.userName ?? t(record.count === undefined ? 'audit.nobody' : 'audit.strangers')}</td>
              <td>
                <code>{record.action}</code>
                {record.detail === undefined ? null : <span className={styles['code']}>{record.detail}</span>}
              </td>
              <td>
                <What object={record.object} />
              </td>
              <td>
                <State tone={tones[record.outcome]} label={t(`audit.outcomes.${record.outcome}`)} />
                {record.code === undefined ? null : <span className={styles['code']}>{record.code}</span>}
                {record.message === undefined ? null : <div className={styles['message']}>{record.message}</div>}
              </td>
              <td title={`${t('audit.request')} ${record.requestId}`}>{record.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function What({ object }: { readonly object: AuditRecord['object'] }) {
  if (object === null) return null;
  const { kind, id, name } = object;
  const label = `${kind} ${name ?? id ?? ''}`.trim();
  const path = id === undefined ? undefined : pathOf(kind, id);
  return path === undefined ? label : <To to={path}>{label}</To>;
}
