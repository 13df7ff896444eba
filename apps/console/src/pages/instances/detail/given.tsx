import { Text } from '@mantine/core';
import { useGivenContext } from '../../../api/use-object.ts';
import { useText } from '../../../i18n/i18n.ts';
import { Facts } from '../../../ui/facts.tsx';
import { PageSkeleton } from '../../../ui/page-skeleton.tsx';
import { TroubleNote } from '../../../ui/trouble-note.tsx';
import { UserData } from '../../../ui/user-data.tsx';
import styles from './given.module.css';

/** What an instance was given at its creation or since: its keys by their kind and comment, its user data on demand. */
export function Given({ id, name }: { readonly id: number; readonly name: string }) {
  const t = useText();
  const { data, error, refetch } = useGivenContext(id);
  if (data === undefined) {
    return error === null ? <PageSkeleton /> : <TroubleNote error={error} onRetry={() => void refetch()} />;
  }
  const { sshKeys } = data;
  return (
    <Facts
      rows={[
        [
          t('instances.createPage.sshKeys'),
          sshKeys.length === 0 ? (
            <Text c="dimmed">{t('instances.givenNoKeys')}</Text>
          ) : (
            <ul key="keys" className={styles['keys']}>
              {sshKeys.map((key) => (
                <li key={key} title={key}>
                  <code>{shortKey(key)}</code>
                </li>
              ))}
            </ul>
          ),
        ],
        [t('instances.createPage.userData'), <UserData key="data" context={data} name={name} />],
      ]}
    />
  );
}

/** Its kind, the end of the key, and its comment: what people know it by. */
function shortKey(key: string): string {
  const [kind = '', body = '', ...comment] = key.trim().split(/\s+/);
  return [kind, `…${body.slice(-8)}`, ...comment].join(' ');
}
