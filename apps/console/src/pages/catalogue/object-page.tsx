import { useEffect, type ReactNode } from 'react';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import type { Listed } from '../../api/list-state.ts';
import { useObject } from '../../api/use-object.ts';
import { useRouteId } from '../../app/use-route.ts';
import { useText } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { Panel } from '../../ui/panel.tsx';
import { History, Story } from '../../ui/story.tsx';
import { ToObject } from '../../ui/to.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';
import { useNames } from '../../api/use-object.ts';
import styles from './object-page.module.css';
import { When } from '../../ui/when.tsx';

type Fact = readonly [string, ReactNode];

interface ObjectPageProps<K extends Kind> {
  readonly kind: K;
  readonly icon: ReactNode;
  /** Beside the name: its state. */
  readonly mark?: (object: ObjectOf<K>) => ReactNode;
  readonly actions?: (object: ObjectOf<K>) => ReactNode;
  readonly facts: (object: ObjectOf<K>) => readonly Fact[];
  /** More panels, widest first. */
  readonly children?: (object: ObjectOf<K>) => ReactNode;
}

/** The page of one object: what it is, why it is so, what was done to it, and what hangs on it. */
export function ObjectPage<K extends Kind>({ kind, icon, mark, actions, facts, children }: ObjectPageProps<K>) {
  const t = useText();
  const id = useRouteId();
  const { data: object, error, refetch } = useObject(kind, id);
  const users = useNames('user');
  const groups = useNames('group');
  const name = (object as Listed | null | undefined)?.name;
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Skerry`;
  }, [name]);
  const noun: Kind = kind;
  const numbered = t('objects.numbered', { kind: t(`objects.nouns.${noun}`), id });
  if (object === undefined) {
    if (error === null) return <PageSkeleton />;
    return (
      <>
        <PageHeader title={numbered} />
        <TroubleNote error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (object === null) {
    const title = t('objects.gone', { name: numbered });
    return (
      <>
        <PageHeader title={title} />
        <Empty title={title} hint={t('objects.goneHint')} />
      </>
    );
  }
  const { description, ownerId, groupId, permissions, labels, attributes, createdAt, changedAt } =
    object as unknown as Meta;
  return (
    <>
      <PageHeader
        title={name}
        {...(name === undefined ? {} : { tab: name })}
        icon={icon}
        beside={mark?.(object)}
        {...(description === undefined ? {} : { under: <span className={styles['description']}>{description}</span> })}
        actions={actions?.(object)}
      />
      <div className={styles['grid']}>
        <div className={styles['main']}>{children?.(object)}</div>
        <div className={styles['side']}>
          <Panel title={t('catalogue.facts')}>
            <Facts
              rows={[
                [t('objects.fields.id'), id],
                ...facts(object),
                [
                  t('objects.fields.owner'),
                  <ToObject key="owner" kind="user" id={ownerId}>
                    {users.get(ownerId) ?? ownerId}
                  </ToObject>,
                ],
                [
                  t('objects.fields.group'),
                  <ToObject key="group" kind="group" id={groupId}>
                    {groups.get(groupId) ?? groupId}
                  </ToObject>,
                ],
                [t('objects.fields.permissions'), <code key="permissions">{permissions}</code>],
                [t('objects.fields.labels'), <Labels key="labels" labels={labels} />],
                [
                  t('catalogue.attributes'),
                  Object.keys(attributes).length === 0 ? undefined : (
                    <code key="attributes">{JSON.stringify(attributes)}</code>
                  ),
                ],
                [t('objects.fields.createdAt'), <When key="created" at={createdAt} />],
                [t('objects.fields.changedAt'), <When key="changed" at={changedAt} />],
              ]}
            />
          </Panel>
          <Panel title={t('catalogue.why')}>
            <Story kind={kind} id={id} />
          </Panel>
          <Panel title={t('catalogue.history')}>
            <History kind={kind} id={id} />
          </Panel>
        </div>
      </div>
    </>
  );
}

interface Meta {
  readonly description?: string;
  readonly ownerId: number;
  readonly groupId: number;
  readonly permissions: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly changedAt: string;
}

function Labels({ labels }: { readonly labels: Meta['labels'] }) {
  const t = useText();
  const entries = Object.entries(labels);
  if (entries.length === 0) return t('catalogue.noLabels');
  return entries.map(([key, value]) => (
    <span key={key} className={styles['label']}>
      {value === '' ? key : `${key}=${value}`}
    </span>
  ));
}
