import { Tabs } from '@mantine/core';
import { useMe } from '../../../api/session.ts';
import { useObject } from '../../../api/use-object.ts';
import { useGo, usePathname, useRouteId, useSearch } from '../../../app/use-route.ts';
import { ConsolePane } from '../../../console/console-pane.tsx';
import { Graphs } from '../../../graphs/graphs.tsx';
import { useText } from '../../../i18n/i18n.ts';
import { kindIcons } from '../../../icons/kind-icons.ts';
import { Empty } from '../../../ui/empty.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { PageSkeleton } from '../../../ui/page-skeleton.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { InstanceStateMark } from '../../../ui/state.tsx';
import { To } from '../../../ui/to.tsx';
import { TroubleNote } from '../../../ui/trouble-note.tsx';
import { consolesFor } from '../may.ts';
import { ConsoleLog } from './console-log.tsx';
import styles from './summary.module.css';
import { ConsoleButton, Headline } from './headline.tsx';
import { InstanceActions } from './instance-actions.tsx';
import { InstanceHistory } from './instance-history.tsx';
import { Summary } from './summary.tsx';

const tabs = ['summary', 'graphs', 'console', 'log', 'history'] as const;
type Tab = (typeof tabs)[number];

/** One instance: what it is, why it is so, how it does, and its consoles. The tab is part of the address. */
export default function InstanceDetailPage() {
  const t = useText();
  const id = useRouteId();
  const me = useMe();
  const { data: instance, error, refetch } = useObject('instance', id);
  const search = useSearch();
  const pathname = usePathname();
  const go = useGo();
  const tab: Tab = tabs.find((known) => known === search['tab']) ?? 'summary';

  const name = t('objects.numbered', { kind: t('objects.nouns.instance'), id });
  if (instance === undefined) {
    if (error === null) return <PageSkeleton />;
    return (
      <>
        <PageHeader title={name} />
        <TroubleNote error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  if (instance === null) {
    return (
      <>
        <PageHeader title={t('objects.gone', { name })} />
        <Empty
          title={t('objects.gone', { name })}
          hint={t('objects.goneHint')}
          action={<To to="/instances">{t('instances.title')}</To>}
        />
      </>
    );
  }
  const Icon = kindIcons[instance.kind];
  return (
    <>
      <PageHeader
        title={instance.name}
        icon={<Icon size={24} />}
        beside={<InstanceStateMark state={instance.state} />}
        under={<Headline instance={instance} />}
        actions={
          <>
            <ConsoleButton onClick={() => go(pathname, { search: { tab: 'console' }, replace: true })} />
            <InstanceActions instance={instance} />
          </>
        }
      />
      <Tabs
        value={tab}
        onChange={(value) => go(pathname, { search: value === 'summary' ? {} : { tab: value ?? '' }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className={styles['tabs'] ?? ''} aria-label={t('instances.sections')}>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`instances.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="summary">
          <Summary instance={instance} />
        </Tabs.Panel>
        <Tabs.Panel value="graphs">
          <Graphs kind="instance" id={id} has={instance} />
        </Tabs.Panel>
        <Tabs.Panel value="console">
          <ConsolePane instanceId={id} name={instance.name} consoles={consolesFor(instance, me)} />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <ConsoleLog id={id} name={instance.name} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Panel title={t('instances.tabs.history')}>
            <InstanceHistory id={id} />
          </Panel>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
